// Databases made and migrated on the embedded PostgreSQL, all at once: they do not know each other.
import { migratePostgres } from '@copse/postgres';
import postgres from 'postgres';
import { BUS_DATABASE, DATABASES } from './databases.ts';
import type { EmbeddedPostgres } from './embedded-postgres.ts';

/** Makes what is missing and migrates. Throws DatabaseNewerError for a folder a newer program has used. */
export async function prepareDatabases(server: EmbeddedPostgres, servicePassword: string): Promise<void> {
  const databases = [...DATABASES, BUS_DATABASE];
  const sql = postgres(server.url('postgres'), { max: 1, onnotice: () => {} });
  try {
    const existing = await sql<{ datname: string }[]>`select datname from pg_database`;
    const names = new Set(existing.map((row) => row.datname));
    for (const { name } of databases) {
      if (!names.has(name)) await sql`create database ${sql(name)}`;
    }
  } finally {
    await sql.end();
  }
  await Promise.all(
    databases.map(async ({ name, role, sets }) => {
      await migratePostgres({ url: server.url(name), sets, serviceRole: role, servicePassword });
    }),
  );
}
