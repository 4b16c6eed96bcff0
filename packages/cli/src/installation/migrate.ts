// Brings every database of a distributed installation up to date, as the owner named by
// POSTGRES_ADMIN_URL; each service's role and password come from the URL that service itself uses.
import { analyticsMigrations } from '@copse/analytics';
import {
  checkClickHouseMigrations,
  ClickHouseUnavailableError,
  connectClickHouse,
  ensureClickHouseDatabase,
  migrateClickHouse,
} from '@copse/clickhouse';
import { CLICKHOUSE_VARIABLES, DATABASE_VARIABLES, loadConfig, MIGRATION_VARIABLES } from '@copse/config';
import {
  ensureDatabases,
  isDatabaseMissing,
  migratePostgres,
  refuseStrangeDatabase,
  type MigrationSet,
} from '@copse/postgres';
import { DATABASES } from '@copse/standalone';
import Type from 'typebox';

const Config = Type.Object({ ...MIGRATION_VARIABLES, ...DATABASE_VARIABLES, ...CLICKHOUSE_VARIABLES });

export interface MigratedDatabase {
  readonly database: string;
  readonly applied: readonly string[];
}

/**
 * Makes and migrates, once every engine has let us in and none is newer than this program: a refusal leaves
 * all of them as they were. Idempotent; a run that was interrupted is continued by the next.
 */
export async function migrateInstallation(env: NodeJS.ProcessEnv): Promise<readonly MigratedDatabase[]> {
  const config = loadConfig(Config, { env });
  const databases = DATABASES.map(({ variable, sets }) => {
    const serviceUrl = new URL(config[variable]);
    const database = decodeURIComponent(serviceUrl.pathname.slice(1));
    const ownerUrl = toDatabase(config.POSTGRES_ADMIN_URL, serviceUrl, database);
    return { serviceUrl, database, ownerUrl, sets };
  });
  for (const { ownerUrl, sets } of databases) await refuseNewer(ownerUrl, sets);
  await refuseNewerClickHouse(config.CLICKHOUSE_URL);
  const migrated: MigratedDatabase[] = [];
  for (const { serviceUrl, database, ownerUrl, sets } of databases) {
    await ensureDatabases(toDatabase(config.POSTGRES_ADMIN_URL, serviceUrl, 'postgres'), [database]);
    const { applied } = await migratePostgres({
      url: ownerUrl,
      sets,
      serviceRole: decodeURIComponent(serviceUrl.username),
      servicePassword: decodeURIComponent(serviceUrl.password),
    });
    migrated.push({ database, applied });
  }
  await ensureClickHouseDatabase(config.CLICKHOUSE_URL);
  const clickhouse = connectClickHouse({ url: config.CLICKHOUSE_URL }, { origin: 'migrate' });
  try {
    const { applied } = await migrateClickHouse(clickhouse, analyticsMigrations);
    return [...migrated, { database: `ClickHouse ${clickhouse.where}`, applied }];
  } finally {
    await clickhouse.close();
  }
}

/** A database that is not there yet is not newer. */
async function refuseNewer(ownerUrl: string, sets: readonly MigrationSet[]): Promise<void> {
  try {
    await refuseStrangeDatabase({ url: ownerUrl, sets });
  } catch (error) {
    if (!isDatabaseMissing(error)) throw error;
  }
}

async function refuseNewerClickHouse(url: string): Promise<void> {
  const connection = connectClickHouse({ url }, { origin: 'migrate' });
  try {
    await checkClickHouseMigrations(connection, analyticsMigrations);
  } catch (error) {
    const isMissing = error instanceof ClickHouseUnavailableError && error.code === 'database-missing';
    if (!isMissing) throw error;
  } finally {
    await connection.close();
  }
}

/** The owner's address of a database, on the server the service uses. */
function toDatabase(adminUrl: string, serviceUrl: URL, database: string): string {
  const url = new URL(adminUrl);
  url.host = serviceUrl.host;
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.toString();
}
