// A database for each side, on the same server.
import { eventLogMigrations } from '@copse/event-store';
import { migratePostgres } from '@copse/postgres';
import postgres from 'postgres';

/** Of each side; ten are Emmett's default. */
export const CONNECTIONS = 10;

export async function prepareDatabase(
  adminUrl: string,
  name: string,
): Promise<{ ownerUrl: string; serviceUrl: string }> {
  const ownerUrl = await createDatabase(adminUrl, name);
  const role = { serviceRole: 'copse_bench', servicePassword: 'bench-only' };
  await migratePostgres({ url: ownerUrl, sets: [eventLogMigrations], ...role });
  const url = new URL(ownerUrl);
  url.username = role.serviceRole;
  url.password = role.servicePassword;
  return { ownerUrl, serviceUrl: url.toString() };
}

export async function createDatabase(adminUrl: string, name: string): Promise<string> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe(`drop database if exists ${name} with (force)`);
  await sql.unsafe(`create database ${name}`);
  await sql.end();
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

export async function countCopseEvents(
  adminUrl: string,
  name: string,
): Promise<{ stored: number; holes: number }> {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const sql = postgres(url.toString(), { max: 1, onnotice: () => {} });
  const [row] = await sql<{ stored: number; holes: number }[]>`
    select count(*)::float8 as stored,
           (select count(*) from (select 1 from event group by tenant, stream_id
            having max(version) <> count(*)) as broken)::float8 as holes
    from event`;
  await sql.end();
  return row ?? { stored: Number.NaN, holes: Number.NaN };
}
