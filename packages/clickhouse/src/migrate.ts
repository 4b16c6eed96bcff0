// Brings the analytics database to what the program expects: one-shot, resumable, never backwards.
import { connectClickHouse, type ClickHouseConnection } from './connection.ts';
import { ClickHouseNewerError, ClickHouseUnavailableError, explainClickHouseError } from './errors.ts';
import { readMigrations, type Migration } from './migration-files.ts';
import { checkClickHouseVersion } from './version.ts';

/** The migrations of one owner. */
export interface ClickHouseMigrationSet {
  /** Names the owner; several may share a database. */
  readonly name: string;
  /** Absolute path of the folder with the numbered files. */
  readonly folder: string;
}

const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS schema_migrations
(
    set_name LowCardinality(String),
    number UInt32,
    name String,
    checksum String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(applied_at)
ORDER BY (set_name, number)`;

interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/**
 * Applies what is missing, in order, and gives the names applied. Checks the engine's version first and
 * changes nothing where the database is newer than the program (ClickHouseNewerError) or where an applied
 * file was changed. A run that was stopped in the middle is continued by the next.
 */
export async function migrateClickHouse(
  connection: ClickHouseConnection,
  set: ClickHouseMigrationSet,
): Promise<{ applied: readonly string[] }> {
  await checkClickHouseVersion(connection);
  await run(connection, BOOKKEEPING);
  const pending = comparePending(connection, set, await readApplied(connection, set.name));
  for (const migration of pending) {
    for (const statement of migration.statements) await run(connection, statement);
    await connection.client.insert({
      table: 'schema_migrations',
      columns: ['set_name', 'number', 'name', 'checksum'],
      format: 'JSONCompactEachRow',
      values: [[set.name, migration.number, migration.name, migration.checksum]],
    });
  }
  return { applied: pending.map((migration) => migration.name) };
}

/** What a service asks at its start: the names of migrations still to be applied. Throws ClickHouseNewerError. */
export async function checkClickHouseMigrations(
  connection: ClickHouseConnection,
  set: ClickHouseMigrationSet,
): Promise<{ pending: readonly string[] }> {
  await checkClickHouseVersion(connection);
  const [found] = await select<{ name: string }>(
    connection,
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND name = 'schema_migrations'",
  );
  const applied = found === undefined ? [] : await readApplied(connection, set.name);
  return { pending: comparePending(connection, set, applied).map((migration) => migration.name) };
}

/** Creates the database a server's URL names where it is missing; `copse migrate` calls it before migrating. */
export async function ensureClickHouseDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1)) || 'default';
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw new ClickHouseUnavailableError(
      'unusable',
      `"${name}" is no name for a database; use letters, digits and _ in the ClickHouse URL's path`,
      null,
    );
  const server = new URL(url);
  server.pathname = '/default';
  const connection = connectClickHouse({ url: server.toString() }, { origin: 'migrate' });
  try {
    await run(connection, `CREATE DATABASE IF NOT EXISTS ${name}`);
  } finally {
    await connection.close();
  }
}

function comparePending(
  connection: ClickHouseConnection,
  set: ClickHouseMigrationSet,
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const known = readMigrations(set.folder);
  const newer = applied.filter((row) => row.number > known.length).map((row) => row.name);
  if (newer.length > 0)
    throw new ClickHouseNewerError(
      `ClickHouse at ${connection.where} has ${newer.join(', ')}, which this program does not know: the database is newer; upgrade Copse`,
    );
  for (const row of applied) {
    const file = known[row.number - 1];
    if (file !== undefined && file.checksum !== row.checksum)
      throw new Error(
        `${file.name}.sql was changed after it was applied to ${connection.where}; restore the file and write a new migration instead`,
      );
  }
  const numbers = new Set(applied.map((row) => row.number));
  return known.filter((migration) => !numbers.has(migration.number));
}

async function readApplied(
  connection: ClickHouseConnection,
  set: string,
): Promise<readonly AppliedMigration[]> {
  return await select<AppliedMigration>(
    connection,
    'SELECT number, argMax(schema_migrations.name, applied_at) AS name, argMax(schema_migrations.checksum, applied_at) AS checksum FROM schema_migrations WHERE set_name = {set:String} GROUP BY number ORDER BY number',
    { set },
  );
}

async function select<Row>(
  connection: ClickHouseConnection,
  query: string,
  parameters: Record<string, unknown> = {},
): Promise<Row[]> {
  const result = await connection.client.query({ query, query_params: parameters, format: 'JSONEachRow' });
  return await result.json<Row>();
}

async function run(connection: ClickHouseConnection, statement: string): Promise<void> {
  try {
    await connection.client.command({
      query: statement,
      clickhouse_settings: { log_comment: 'migrate', max_execution_time: 0 },
    });
  } catch (error) {
    throw explainClickHouseError(error, connection.where);
  }
}
