// `copse start`: a whole server in this process, on engines in a folder.
import { InvalidArgumentError, type Command } from 'commander';
import { DEFAULT_FOLDER } from '../server-address.ts';
import { readGlobalOptions } from './global-options.ts';

const DEFAULT_PORT = 4000;

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('start a server with everything in one process; Ctrl-C ends it')
    .option('--data <dir>', 'where it keeps everything', DEFAULT_FOLDER)
    .option(
      '--port <number>',
      'where it listens on 127.0.0.1; 0 lets the system choose',
      parsePort,
      DEFAULT_PORT,
    )
    .action(async (options: { data: string; port: number }, command: Command) => {
      const { output } = readGlobalOptions(command);
      const { describeMemory, runUntilSignal } = await import('@copse/standalone');
      const startedMs = Date.now();
      process.exitCode = await runUntilSignal({
        folder: options.data,
        port: options.port,
        onNotice: (text) => output.note(text),
        whenReady: async (server) => {
          const { url, adminKeyFile, folder } = server;
          const memory = server.measureMemory();
          output.result({ ready: url, adminKeyFile, folder, memory }, `ready ${url}`);
          const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
          output.note(
            `after ${seconds} s; ${describeMemory(memory)}; docs at ${url}/docs; administrator's key in ${adminKeyFile}`,
          );
          return 'stay';
        },
      });
    });
}

/** A TCP port for commander. */
export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('give a port from 0 to 65535');
  return Number(text);
}
