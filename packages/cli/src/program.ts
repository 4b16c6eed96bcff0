// The copse command with all its subcommands. Each loads what it needs when it is called, so that a small one
// starts fast.
import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { addAccessCommands } from './commands/access.commands.ts';
import { addDemoCommand } from './commands/demo.command.ts';
import { addDoctorCommand } from './commands/doctor.command.ts';
import { addImportCommands } from './commands/import.commands.ts';
import { addInstallationCommands } from './commands/installation.commands.ts';
import { addStartCommand } from './commands/start.command.ts';
import { addTraceCommand } from './commands/trace.command.ts';

/** The program, ready to parse; it throws where it is called in a wrong way. */
export function createProgram(): Command {
  const program = new Command('copse')
    .description('Copse: what happens in communities of practice, what can be counted, what can only be told')
    .version(manifest.version, '--version', 'print the version')
    .option('--json', 'give results as JSON', false)
    .option('--url <url>', 'address of the server (COPSE_URL, else http://127.0.0.1:4000)')
    .option('--key <key>', 'API key (COPSE_KEY, COPSE_KEY_FILE, else ./.copse/admin.key)')
    .showHelpAfterError('(copse help <command> explains a command)')
    .exitOverride();
  addStartCommand(program);
  addDemoCommand(program);
  addImportCommands(program);
  addTraceCommand(program);
  addAccessCommands(program);
  addInstallationCommands(program);
  addDoctorCommand(program);
  return program;
}
