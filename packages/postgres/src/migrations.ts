// Migrations: each room brings a set of its own, kept in its own table of schema "migrations", so that a
// room can grow without the others. Services run as a role that owns nothing.
import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import type postgres from 'postgres';
import { connectPostgres } from './connection.ts';
import {
  DatabaseNewerError,
  MigrationChangedError,
  MigrationsPendingError,
  describeAddress,
  explainIfConnection,
} from './errors.ts';
import { ensureServiceRole, grantToServiceRole } from './service-role.ts';

/** Migrations of one room, in drizzle-kit's layout: numbered SQL and `meta/_journal.json`. Append-only. */
export interface MigrationSet {
  /** The table in schema "migrations" that remembers them. */
  readonly name: string;
  /** Absolute path. */
  readonly folder: string;
}

/** What a database has and lacks, as `set/count` names. */
export interface MigrationState {
  readonly pending: readonly string[];
  /** Applied, and their files say something else now. */
  readonly changed: readonly string[];
  /** More than the program has files for. */
  readonly unknown: readonly string[];
}

/** What to do about a migration that was changed after it was applied. */
export const CHANGED_MIGRATION_REMEDY =
  'a version that was never released made this database: start with an empty one, or restore the file';

/**
 * Brings a database up to date as its owner and makes the service's role. Idempotent and resumable: each
 * set is one transaction. Refuses a database that is newer than the program (DatabaseNewerError) or that
 * another version of a file made (MigrationChangedError).
 */
export async function migratePostgres(options: {
  url: string;
  sets: readonly MigrationSet[];
  serviceRole: string;
  servicePassword: string;
}): Promise<{ applied: readonly string[] }> {
  const connection = connectPostgres({
    url: options.url,
    applicationName: 'copse-migrate',
    maxConnections: 1,
    statementTimeoutMs: 0,
  });
  try {
    // Two migrations of one database wait for each other; the lock ends with the connection.
    await connection.sql`select pg_advisory_lock(hashtext('copse migrate'))`;
    const state = await readMigrationState(connection.sql, options.sets);
    refuseStranger(state, options.url);
    await ensureServiceRole(connection.sql, options.serviceRole, options.servicePassword);
    for (const set of options.sets)
      await migrate(connection.db, {
        migrationsFolder: set.folder,
        migrationsSchema: 'migrations',
        migrationsTable: set.name,
      });
    await connection.sql.begin(async (tx) => await grantToServiceRole(tx, options.serviceRole));
    return { applied: state.pending };
  } catch (error) {
    throw explainIfConnection(error, options.url);
  } finally {
    await connection.close();
  }
}

/** What a service asks at its start: throws unless the database is exactly what the program knows. */
export async function requireMigrated(
  sql: postgres.Sql,
  sets: readonly MigrationSet[],
  url: string,
): Promise<void> {
  const state = await readMigrationState(sql, sets).catch((error: unknown) => {
    throw explainIfConnection(error, url);
  });
  refuseStranger(state, url);
  if (state.pending.length > 0)
    throw new MigrationsPendingError(
      `database ${describeAddress(url)} lacks ${state.pending.join(', ')}: run "copse migrate" first`,
    );
}

/** Compares what the database recorded with what the program brings. */
export async function checkMigrations(options: {
  url: string;
  sets: readonly MigrationSet[];
}): Promise<MigrationState> {
  const connection = connectPostgres({
    url: options.url,
    applicationName: 'copse-doctor',
    maxConnections: 1,
  });
  try {
    return await readMigrationState(connection.sql, options.sets);
  } catch (error) {
    throw explainIfConnection(error, options.url);
  } finally {
    await connection.close();
  }
}

/** Throws DatabaseNewerError or MigrationChangedError, as migrating would; changes nothing. */
export async function refuseStrangeDatabase(options: {
  url: string;
  sets: readonly MigrationSet[];
}): Promise<void> {
  refuseStranger(await checkMigrations(options), options.url);
}

async function readMigrationState(sql: postgres.Sql, sets: readonly MigrationSet[]): Promise<MigrationState> {
  const pending: string[] = [];
  const changed: string[] = [];
  const unknown: string[] = [];
  for (const set of sets) {
    const known = readMigrationFiles({ migrationsFolder: join(set.folder) }).map((file) => file.hash);
    const recorded = await readRecordedHashes(sql, set.name);
    for (let count = 0; count < Math.max(known.length, recorded.length); count += 1) {
      const name = `${set.name}/${String(count).padStart(4, '0')}`;
      if (count >= recorded.length) pending.push(name);
      else if (count >= known.length) unknown.push(name);
      else if (known[count] !== recorded[count]) changed.push(name);
    }
  }
  return { pending, changed, unknown };
}

async function readRecordedHashes(sql: postgres.Sql, table: string): Promise<string[]> {
  const [found] = await sql<{ present: boolean }[]>`
    select to_regclass(${`migrations."${table}"`}) is not null as present`;
  if (found?.present !== true) return [];
  const rows = await sql<{ hash: string }[]>`select hash from ${sql(`migrations.${table}`)} order by id`;
  return rows.map((row) => row.hash);
}

function refuseStranger({ unknown, changed }: MigrationState, url: string): void {
  if (unknown.length > 0)
    throw new DatabaseNewerError(
      `database ${describeAddress(url)} is newer than this program: it has ${unknown.join(', ')}; ` +
        'run the program version that migrated it, or a newer one',
    );
  if (changed.length > 0)
    throw new MigrationChangedError(
      `${changed.join(', ')} was changed after it was applied to database ${describeAddress(url)}: ${CHANGED_MIGRATION_REMEDY}`,
    );
}
