// The identity table: keyed lookup → random id. A row is made once, in one transaction with the event
// that announces it, and never changes.
import type { Transaction } from '@copse/postgres';
import { sql } from 'drizzle-orm';

/** A row of the table. */
export interface IdentityRow {
  /** 64 hex digits. */
  readonly lookup: string;
  readonly identityId: string;
  readonly bot: boolean;
}

/** Finds the identities behind lookups; what is unknown is left out. One statement. */
export async function findIdentities(
  tx: Transaction,
  tenant: string,
  lookups: readonly string[],
): Promise<readonly IdentityRow[]> {
  const rows = await tx.execute<{ lookup: string; identity_id: string; bot: boolean }>(sql`
    SELECT identity.lookup, identity.identity_id, identity.bot
    FROM identity
    WHERE identity.tenant = ${tenant} AND identity.lookup = ANY (${toTextArray(lookups)}::text[])`);
  return rows.map((row) => ({ lookup: row.lookup, identityId: row.identity_id, bot: row.bot }));
}

/**
 * Inserts new identities and returns how many were new. Fewer than given means that another process saw
 * somebody at the same instant: roll back, and find who won. Waits for such a process to commit; the rows
 * go in by lookup, so that two of them never wait for each other.
 */
export async function insertIdentities(
  tx: Transaction,
  tenant: string,
  rows: readonly IdentityRow[],
): Promise<number> {
  const input = JSON.stringify(
    rows.map((row) => ({ lookup: row.lookup, identity_id: row.identityId, bot: row.bot })),
  );
  const inserted = await tx.execute(sql`
    INSERT INTO identity (tenant, lookup, identity_id, bot)
    SELECT ${tenant}, candidate.lookup, candidate.identity_id, candidate.bot
    FROM jsonb_to_recordset(${input}::text::jsonb) AS candidate (lookup text, identity_id uuid, bot boolean)
    ORDER BY candidate.lookup
    ON CONFLICT (tenant, lookup) DO NOTHING
    RETURNING identity.lookup`);
  return inserted.length;
}

/** Lookups are hex digits, so the array literal needs no escaping. */
function toTextArray(lookups: readonly string[]): string {
  return `{${lookups.join(',')}}`;
}
