// Databases made and migrated on the embedded PostgreSQL, all at once: they do not know each other.
import { ensureDatabases, migratePostgres } from '@copse/postgres';
import { BUS_DATABASE, DATABASES } from './databases.ts';
import type { EmbeddedPostgres } from './embedded-postgres.ts';

/** Makes what is missing and migrates. Throws DatabaseNewerError for a folder a newer program has used. */
export async function prepareDatabases(server: EmbeddedPostgres, servicePassword: string): Promise<void> {
  const databases = [...DATABASES, BUS_DATABASE];
  await ensureDatabases(
    server.url('postgres'),
    databases.map(({ name }) => name),
  );
  await Promise.all(
    databases.map(async ({ name, role, sets }) => {
      await migratePostgres({ url: server.url(name), sets, serviceRole: role, servicePassword });
    }),
  );
}
