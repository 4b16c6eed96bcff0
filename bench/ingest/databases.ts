// The databases of the ingest bench, on a PostgreSQL that keeps its promises: fsync is on.
import { captureMigrations } from '@copse/activity-capture';
import { keyringMigrations } from '@copse/personal-data';
import { migratePostgres, type MigrationSet } from '@copse/postgres';
import postgres from 'postgres';

/** Makes capture's database and that of the keys, and gives their addresses as the service's roles. */
export async function createDatabases(adminUrl: string): Promise<{ captureUrl: string; keysUrl: string }> {
  return {
    captureUrl: await createDatabase(adminUrl, 'bench_capture', captureMigrations),
    keysUrl: await createDatabase(adminUrl, 'bench_keys', [keyringMigrations]),
  };
}

async function createDatabase(
  adminUrl: string,
  name: string,
  sets: readonly MigrationSet[],
): Promise<string> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const [serviceRole, servicePassword] = [`copse_${name}`, 'bench-only'];
  await migratePostgres({ url: url.toString(), sets, serviceRole, servicePassword });
  url.username = serviceRole;
  url.password = servicePassword;
  return url.toString();
}
