// The copse command as a process: parses, runs, and ends with an exit code that says how it went.
import { describeFailure, exitCodeOf } from './exit-code.ts';
import { createProgram } from './program.ts';

// Started by the launcher, the command does not outlive it.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

const program = createProgram();

try {
  await program.parseAsync();
} catch (error) {
  const text = describeFailure(error, program.opts<{ json: boolean }>().json);
  if (text !== null) process.stderr.write(`${text}\n`);
  // Requests that are still being tried again should not keep a command that has failed alive.
  process.exit(exitCodeOf(error));
}
