// A process that cannot be configured says why in words and ends. A stack trace above the list would hide it.
import type Type from 'typebox';
import { ConfigError } from './config-error.ts';
import { loadConfig } from './load-config.ts';

/** As for every command of ours: called in a way it cannot be carried out. */
const EXIT_CODE = 2;

/** Reads the configuration of the process `name`; where it has faults, lists them and ends the process with 2. */
export function loadConfigOrExit<Schema extends Type.TObject>(
  name: string,
  schema: Schema,
): Type.Static<Schema> {
  try {
    return loadConfig(schema);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${name} cannot start: ${error.message}\n`);
    process.exit(EXIT_CODE);
  }
}
