// `npm run dev`: the standalone server without the command line around it.
import { loadConfigOrExit, PortVariable } from '@copse/config';
import Type from 'typebox';
import { describeMemory } from './memory.ts';
import { runUntilSignal } from './run-until-signal.ts';

const Config = Type.Object({
  COPSE_DATA: Type.String({ description: 'where it keeps everything', default: './.copse', minLength: 1 }),
  PORT: PortVariable({ description: 'where it listens on 127.0.0.1', default: 4000 }),
});

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const config = loadConfigOrExit('copse', Config);

try {
  process.exitCode = await runUntilSignal({
    folder: config.COPSE_DATA,
    port: config.PORT,
    onNotice: say,
    whenReady: async (server) => {
      process.stdout.write(`ready ${server.url}\n`);
      say(
        `${describeMemory(server.measureMemory())}; docs at ${server.url}/docs; key in ${server.adminKeyFile}`,
      );
      return 'stay';
    },
  });
} catch (error) {
  say(`copse cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
