// `npm run dev`: the standalone server without the command line around it.
import { describeMemory } from './memory.ts';
import { runUntilSignal } from './run-until-signal.ts';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

process.exitCode = await runUntilSignal({
  folder: process.env['COPSE_DATA'] ?? './.copse',
  port: Number(process.env['PORT'] ?? 4000),
  onNotice: say,
  whenReady: async (server) => {
    process.stdout.write(`ready ${server.url}\n`);
    say(
      `${describeMemory(server.measureMemory())}; docs at ${server.url}/docs; key in ${server.adminKeyFile}`,
    );
    return 'stay';
  },
});
