// One PostgreSQL process: started until it says it is ready, or an orphan of an earlier run ended. It gets
// a process group of its own, so that Ctrl-C in a terminal reaches us alone and we decide when it ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { isPostmasterOf, readPostmasterFile } from './postgres-pid-file.ts';
import type { PostgresUser } from './postgres-user.ts';

const START_TIMEOUT_MS = 60_000;
const ORPHAN_TIMEOUT_MS = 8000;

/** fsync and synchronous_commit keep their defaults, on: an acknowledgement is a promise. */
const SETTINGS: readonly string[] = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=100',
  'shared_buffers=128MB',
  'max_wal_size=2GB',
  'checkpoint_timeout=15min',
  'wal_level=minimal',
  'max_wal_senders=0',
  'jit=off',
  'io_method=sync',
  'log_min_messages=warning',
];

export interface PostgresProcessOptions {
  readonly binaries: PostgresBinaries;
  readonly user: PostgresUser;
  readonly databaseFolder: string;
  readonly logFile: string;
  readonly port: number;
}

/** Starts the server; resolves when it takes connections, rejects with the end of its log. */
export async function startPostgresProcess(options: PostgresProcessOptions): Promise<ChildProcess> {
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(
    options.binaries.postgres,
    [
      '-D',
      options.databaseFolder,
      '-p',
      String(options.port),
      ...SETTINGS.flatMap((setting) => ['-c', setting]),
    ],
    {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      ...options.user,
    },
  );
  closeSync(log);
  const spawnErrors: Error[] = [];
  child.once('error', (error) => spawnErrors.push(error));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (
    Date.now() < deadline &&
    spawnErrors.length === 0 &&
    child.exitCode === null &&
    child.signalCode === null
  ) {
    const state = readPostmasterFile(options.databaseFolder);
    if (state !== null && state.pid === child.pid && state.isReady) return child;
    await delay(10);
  }
  child.kill('SIGQUIT');
  const tail = readFileSync(options.logFile, 'utf8').slice(-1500);
  throw new Error(`PostgreSQL did not start; the end of ${options.logFile}:\n${tail}`, {
    cause: spawnErrors[0],
  });
}

/** Asks for a fast shutdown: transactions under way are rolled back. Resolves when the process is gone. */
export async function stopPostgresProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGINT');
  await gone;
}

/** Ends a server that outlived the process that started it. Returns its id, or null when there is none. */
export async function stopOrphanedPostgres(databaseFolder: string): Promise<number | null> {
  const found = readPostmasterFile(databaseFolder);
  if (found === null || !isPostmasterOf(found.pid, databaseFolder)) return null;
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(found.pid, signal);
    const deadline = Date.now() + ORPHAN_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (!isPostmasterOf(found.pid, databaseFolder)) return found.pid;
      await delay(20);
    }
  }
  throw new Error(
    `PostgreSQL ${found.pid}, left behind by an earlier run, does not end: stop it by hand ("kill -QUIT ${found.pid}")`,
  );
}
