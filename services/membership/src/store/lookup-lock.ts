// Registration of an identity and its sighting by capture may happen at the same moment, each in a
// transaction that does not see the other. Both hold this lock from before they look until they end, so that
// whoever comes second finds what the first wrote. A registration takes it after its append and never around it.
import type { Transaction } from '@copse/postgres';
import { sql } from 'drizzle-orm';

/** Any constant: it keeps these locks apart from other advisory locks of the database. */
const LOCK_SPACE = 0x10c4;

/** Locks the buckets of lookups (64 hex digits each) until the transaction ends: 256 at most, in order. */
export async function lockLookups(tx: Transaction, lookups: readonly string[]): Promise<void> {
  const buckets = [...new Set(lookups.map((lookup) => Number.parseInt(lookup.slice(0, 2), 16)))];
  for (const bucket of buckets.sort((left, right) => left - right)) {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_SPACE}, ${bucket})`);
  }
}
