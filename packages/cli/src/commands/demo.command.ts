// `copse demo`, which is `npm run demo`.
import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { DEFAULT_FOLDER } from '../server-address.ts';
import { readGlobalOptions } from './global-options.ts';
import { parsePort } from './start.command.ts';

interface DemoCommandOptions {
  readonly data?: string;
  readonly port: number;
  readonly seed: number;
  readonly stackexchange?: string;
  readonly exit?: boolean;
}

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('play a year of three communities (or a real dump) on a fresh server and show the figures')
    .option(
      '--data <dir>',
      `data folder to use and keep (default: ${DEFAULT_FOLDER}/demo, emptied each time)`,
    )
    .option('--port <number>', 'where the server listens; 0 lets the system choose', parsePort, 4000)
    .option('--seed <number>', 'another year', parseSeed, 1)
    .option('--stackexchange <dir>', 'a Stack Exchange dump instead')
    .option('--exit', 'end after the tables instead of staying up')
    .action(async (options: DemoCommandOptions, command: Command) => {
      const { output } = readGlobalOptions(command);
      const { checkDump } = await import('../importing/stackexchange/dump.ts');
      const { prepareFreshFolder, prepareGivenFolder } = await import('../demo/demo-folder.ts');
      const { runDemo } = await import('../demo/run-demo.ts');
      const { stackexchange, seed, port } = options;
      // The dump is checked before anything is started or emptied.
      const dump = stackexchange === undefined ? null : await checkDump(stackexchange);
      const played = dump === null ? `seed ${seed}` : `dump ${dump.siteName}, ${dump.bytes} bytes`;
      const folder = options.data ?? join(DEFAULT_FOLDER, 'demo');
      if (options.data === undefined) prepareFreshFolder(folder, played);
      else prepareGivenFolder(folder, played);
      process.exitCode = await runDemo({ folder, port, seed, dump, exit: options.exit === true, output });
    });
}

function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('give a whole number from 0 to 999999999');
  return Number(text);
}
