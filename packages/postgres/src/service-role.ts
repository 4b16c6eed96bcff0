// The role a service runs as: it logs in, owns nothing, and reaches parents of partitioned tables only.
import type postgres from 'postgres';
import { createScramVerifier } from './scram-verifier.ts';

/** Creates the role, or sets its password; it can log in and nothing else. No statement holds the password. */
export async function ensureServiceRole(sql: postgres.Sql, role: string, password: string): Promise<void> {
  const [existing] = await sql`select 1 from pg_roles where rolname = ${role}`;
  const statement = existing === undefined ? 'create' : 'alter';
  const [quoted] = await sql<{ text: string }[]>`
    select format('%s role %I with login nosuperuser nobypassrls nocreatedb nocreaterole password %L',
                  ${statement}::text, ${role}::text, ${createScramVerifier(password)}::text) as text`;
  if (quoted !== undefined) await runToleratingRace(sql, quoted.text);
}

/** Two migrations of one cluster may make the role at the same moment; the second finds it made. */
async function runToleratingRace(sql: postgres.Sql, statement: string): Promise<void> {
  try {
    await sql.unsafe(statement);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    const raced = code === '42710' || code === '23505' || code === 'XX000';
    if (!raced) throw error;
  }
}

/**
 * Grants reading and writing of every table but partitions, and use of every sequence. A room that wants
 * less says so in its own migrations by `comment on table … is 'copse:no-service-access'`, or
 * `'copse:append-only'` for a table whose rows are never changed or deleted. Views are granted where they are
 * commented `'copse:service-readable'`, functions where they are commented `'copse:service-callable'`.
 */
export async function grantToServiceRole(sql: postgres.TransactionSql, role: string): Promise<void> {
  await sql.unsafe(`grant usage on schema public, migrations to "${role}"`);
  await sql.unsafe(`grant select on all tables in schema migrations to "${role}"`);
  await sql.unsafe(`grant usage, select on all sequences in schema public to "${role}"`);
  const tables = await sql<{ name: string; rule: string | null }[]>`
    select relname as name, obj_description(oid, 'pg_class') as rule
    from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`;
  for (const table of tables) {
    const privileges = privilegesUnder(table.rule);
    await sql.unsafe(`revoke all on public."${table.name}" from "${role}"`);
    if (privileges !== null) await sql.unsafe(`grant ${privileges} on public."${table.name}" to "${role}"`);
  }
  await grantViewsAndFunctions(sql, role);
}

async function grantViewsAndFunctions(sql: postgres.TransactionSql, role: string): Promise<void> {
  const grants = await sql<{ privilege: string }[]>`
    select 'select on ' || oid::regclass as privilege from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'v'
      and obj_description(oid, 'pg_class') like '%copse:service-readable%'
    union all
    select 'execute on function ' || oid::regprocedure from pg_proc
    where pronamespace = 'public'::regnamespace
      and obj_description(oid, 'pg_proc') like '%copse:service-callable%'`;
  for (const { privilege } of grants) await sql.unsafe(`grant ${privilege} to "${role}"`);
}

function privilegesUnder(rule: string | null): string | null {
  if (rule?.includes('copse:no-service-access') === true) return null;
  if (rule?.includes('copse:append-only') === true) return 'select, insert';
  return 'select, insert, update, delete';
}
