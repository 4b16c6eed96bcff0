// The engines of a distributed installation, as the environment names them: whether they can be reached
// with these credentials, whether they are prepared, and whether they are newer than this program.
import { analyticsMigrations } from '@copse/analytics';
import { checkClickHouseMigrations, connectClickHouse, pingClickHouse } from '@copse/clickhouse';
import {
  CLICKHOUSE_VARIABLES,
  ConfigError,
  DATABASE_VARIABLES,
  KAFKA_VARIABLES,
  loadConfig,
} from '@copse/config';
import { TOPICS } from '@copse/contracts';
import { checkMigrations, describeAddress, pingPostgres, type MigrationSet } from '@copse/postgres';
import { DATABASES } from '@copse/standalone';
import Type from 'typebox';
import { openKafka } from '../installation/ensure-topics.ts';
import { checkThat, fault, ok, unknown, type Finding } from './finding.ts';

const Config = Type.Object({ ...DATABASE_VARIABLES, ...CLICKHOUSE_VARIABLES, ...KAFKA_VARIABLES });

/** Whether the environment speaks of a distributed installation at all. */
export function isDistributed(env: NodeJS.ProcessEnv): boolean {
  return Object.keys({ ...DATABASE_VARIABLES, ...CLICKHOUSE_VARIABLES, KAFKA_BROKERS: true }).some(
    (name) => env[name] !== undefined || env[`${name}_FILE`] !== undefined,
  );
}

/** Checks configuration first: with a faulty one nothing can be asked. */
export async function checkDistributed(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const config = readConfig(env);
  if (config instanceof ConfigError) {
    return config.faults.map(({ variable, problem, example }) =>
      fault(`configuration, ${variable}`, problem, example === undefined ? undefined : `example: ${example}`),
    );
  }
  const databases = DATABASES.map(
    async ({ name, variable, sets }) => await checkDatabase(name, config[variable], sets),
  );
  return [
    ok('configuration', 'complete'),
    ...(await Promise.all(databases)).flat(),
    ...(await checkKafka(env)),
    ...(await checkClickHouse(config.CLICKHOUSE_URL)),
  ];
}

function readConfig(env: NodeJS.ProcessEnv): Type.Static<typeof Config> | ConfigError {
  try {
    return loadConfig(Config, { env });
  } catch (error) {
    if (error instanceof ConfigError) return error;
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
  check: () => Promise<{ pending: readonly string[]; unknown?: readonly string[] }>,
): Promise<Finding> {
  try {
    const { pending, unknown: newer = [] } = await check();
    if (newer.length > 0)
      return fault(
        what,
        `newer than this program: it has ${newer.join(', ')}`,
        'run the program version that migrated it, or a newer one',
      );
    if (pending.length > 0) return fault(what, `not applied: ${pending.join(', ')}`, 'run "copse migrate"');
    return ok(what, 'up to date');
  } catch (error) {
    return fault(what, error instanceof Error ? error.message : String(error));
  }
}

async function checkKafka(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const bus = openKafka(env);
  try {
    const reached = await checkThat('Kafka', async () => {
      await bus.ping();
      return `answers at ${env['KAFKA_BROKERS'] ?? ''}`;
    });
    if (reached.status === 'fault') return [reached, unknown('Kafka, topics', 'not asked')];
    const topics = await checkThat('Kafka, topics', async () => {
      const missing = await bus.administration.missingTopics(TOPICS);
      if (missing.length > 0) throw new Error(`missing ${missing.join(', ')}; run "copse topics ensure"`);
      return `all ${TOPICS.length} there`;
    });
    return [reached, topics];
  } finally {
    await bus.close();
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
