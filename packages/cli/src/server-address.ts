// Which server a command talks to, and with which key: an option, else the environment, else the
// standalone server's own places.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCopseClient, type CopseClient } from '@copse/client';
import { UsageError } from './usage-error.ts';

export interface ServerOptions {
  readonly url?: string;
  readonly key?: string;
}

export interface ServerAddress {
  readonly url: string;
  readonly key: string;
}

export const DEFAULT_URL = 'http://127.0.0.1:4000';
export const DEFAULT_FOLDER = './.copse';
const RETRY_NOTE_INTERVAL_MS = 5000;
/** With pauses that grow to ten seconds this outlasts a restart of anything by far. */
const RETRY_ATTEMPTS = 16;

/** Resolves address and key. Throws UsageError where there is no key, naming every place it was looked for. */
export function resolveServer(options: ServerOptions, env: NodeJS.ProcessEnv = process.env): ServerAddress {
  const url = options.url ?? env['COPSE_URL'] ?? DEFAULT_URL;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`"${url}" is no address of a server; write it like ${DEFAULT_URL}`);
  }
  const key = options.key ?? env['COPSE_KEY'] ?? readKeyFile(env['COPSE_KEY_FILE']) ?? readDefaultKey();
  if (key === null) {
    throw new UsageError(
      `no API key: give --key, COPSE_KEY or COPSE_KEY_FILE, or run the command where ${DEFAULT_FOLDER}/admin.key is ` +
        '(the folder a standalone server was started in)',
    );
  }
  return { url, key };
}

/** What tells this server and tenant from others; of the key only the part that is no secret. */
export function describeDestination(options: ServerOptions): Readonly<Record<string, string>> {
  const { url, key } = resolveServer(options);
  return { url, keyId: key.split('_')[1] ?? '' };
}

/** A client that tells on standard error when it has to wait for the server: a line now and then, not one a request. */
export function connectToServer(options: ServerOptions): CopseClient {
  let saidMs = 0;
  return createCopseClient({
    ...resolveServer(options),
    retry: { maxAttempts: RETRY_ATTEMPTS },
    onRetry: ({ reason }) => {
      if (Date.now() - saidMs < RETRY_NOTE_INTERVAL_MS) return;
      saidMs = Date.now();
      process.stderr.write(`${reason}; trying again\n`);
    },
  });
}

function readKeyFile(file: string | undefined): string | null {
  if (file === undefined) return null;
  if (!existsSync(file)) throw new UsageError(`COPSE_KEY_FILE names ${file}, which is not there`);
  return readFileSync(file, 'utf8').trim();
}

function readDefaultKey(): string | null {
  const file = join(DEFAULT_FOLDER, 'admin.key');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}
