// Schemathesis, installed once into a folder of its own: property-based tests made from an OpenAPI document.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERSION = '4.32.5';
const folder = join(import.meta.dirname, `../../.engines/schemathesis-${VERSION}`);
const configFile = join(import.meta.dirname, '../schemathesis/schemathesis.toml');
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
/** Shared by runs at the same time. */
let installed: Promise<string> | undefined;

/** What a run said. */
export interface SchemathesisResult {
  readonly passed: boolean;
  readonly output: string;
}

/** Tests every operation of a running service, `examples` times each. Needs Python 3. */
export async function runSchemathesis(options: {
  url: string;
  key: string;
  examples: number;
}): Promise<SchemathesisResult> {
  installed ??= install();
  const command = await installed;
  const args = [
    '--config-file',
    configFile,
    'run',
    `${options.url}/openapi.json`,
    '--header',
    `Authorization: Bearer ${options.key}`,
    '--checks',
    'all',
    '--max-examples',
    String(options.examples),
    '--no-color',
  ];
  try {
    const { stdout } = await run(command, args, { maxBuffer: OUTPUT_BYTES_MAX });
    return { passed: true, output: stdout };
  } catch (error) {
    const stdout = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    return { passed: false, output: stdout };
  }
}

async function install(): Promise<string> {
  const command = join(folder, 'bin/schemathesis');
  if (existsSync(command)) return command;
  mkdirSync(dirname(folder), { recursive: true });
  await run('python3', ['-m', 'venv', folder]);
  await run(join(folder, 'bin/pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
  return command;
}
