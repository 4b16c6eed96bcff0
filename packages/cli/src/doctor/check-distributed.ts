// A distributed installation, as the environment names it: its configuration, whether its engines can be
// reached with these credentials, whether they are prepared, and whether they are newer than this program.
import { analyticsMigrations } from '@copse/analytics';
import { checkClickHouseMigrations, connectClickHouse, pingClickHouse } from '@copse/clickhouse';
import {
  CLICKHOUSE_VARIABLES,
  ConfigError,
  DATABASE_VARIABLES,
  KAFKA_VARIABLES,
  loadConfig,
} from '@copse/config';
import {
  CHANGED_MIGRATION_REMEDY,
  checkMigrations,
  describeAddress,
  pingPostgres,
  type MigrationSet,
  type MigrationState,
} from '@copse/postgres';
import { DATABASES } from '@copse/standalone';
import Type from 'typebox';
import { checkConfiguration } from './check-configuration.ts';
import { checkKafka } from './check-kafka.ts';
import { checkProcesses } from './check-processes.ts';
import { checkThat, fault, ok, unknown, type Finding } from './finding.ts';

const Engines = Type.Object({ ...DATABASE_VARIABLES, ...CLICKHOUSE_VARIABLES, ...KAFKA_VARIABLES });

/** Whether the environment speaks of a distributed installation at all. */
export function isDistributed(env: NodeJS.ProcessEnv): boolean {
  return Object.keys({ ...DATABASE_VARIABLES, ...CLICKHOUSE_VARIABLES, KAFKA_BROKERS: true }).some(
    (name) => env[name] !== undefined || env[`${name}_FILE`] !== undefined,
  );
}

/** Configuration first: engines whose addresses are faulty cannot be asked. */
export async function checkDistributed(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const configuration = checkConfiguration(env);
  const engines = readEngines(env);
  if (engines === null)
    return [...configuration, unknown('engines', 'not asked: the configuration does not say where they are')];
  const databases = DATABASES.map(
    async ({ name, variable, sets }) => await checkDatabase(name, engines[variable], sets),
  );
  return [
    ...configuration,
    ...(await Promise.all(databases)).flat(),
    ...(await checkKafka(env)),
    ...(await checkClickHouse(engines.CLICKHOUSE_URL)),
    ...(await checkProcesses(env)),
  ];
}

function readEngines(env: NodeJS.ProcessEnv): Type.Static<typeof Engines> | null {
  try {
    return loadConfig(Engines, { env });
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

async function checkDatabase(name: string, url: string, sets: readonly MigrationSet[]): Promise<Finding[]> {
  const what = `PostgreSQL, ${name}`;
  const reached = await checkThat(what, async () => {
    await pingPostgres(url);
    return `answers at ${describeAddress(url)}`;
  });
  if (reached.status === 'fault') return [reached];
  return [
    reached,
    await checkPrepared(`${what}, migrations`, async () => await checkMigrations({ url, sets })),
  ];
}

async function checkPrepared(
  what: string,
  check: () => Promise<Pick<MigrationState, 'pending'> & Partial<MigrationState>>,
): Promise<Finding> {
  try {
    const { pending, changed = [], unknown: newer = [] } = await check();
    if (newer.length > 0)
      return fault(
        what,
        `newer than this program: it has ${newer.join(', ')}`,
        'run the program version that migrated it, or a newer one',
      );
    if (changed.length > 0)
      return fault(what, `changed after it was applied: ${changed.join(', ')}`, CHANGED_MIGRATION_REMEDY);
    if (pending.length > 0) return fault(what, `not applied: ${pending.join(', ')}`, 'run "copse migrate"');
    return ok(what, 'up to date');
  } catch (error) {
    return fault(what, error instanceof Error ? error.message : String(error));
  }
}

async function checkClickHouse(url: string): Promise<Finding[]> {
  const connection = connectClickHouse({ url }, { origin: 'doctor' });
  try {
    const reached = await checkThat('ClickHouse', async () => {
      await pingClickHouse(connection);
      return `answers at ${connection.where}`;
    });
    if (reached.status === 'fault') return [reached];
    const migrations = async () => await checkClickHouseMigrations(connection, analyticsMigrations);
    return [reached, await checkPrepared('ClickHouse, migrations', migrations)];
  } finally {
    await connection.close();
  }
}
