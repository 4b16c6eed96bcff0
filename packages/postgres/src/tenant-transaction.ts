// The tenant of a transaction. Row-level security compares every row with `copse.tenant`; a transaction
// that never set it sees no rows.
import { sql } from 'drizzle-orm';
import type { Database, Transaction } from './connection.ts';

/** The setting that row-level security reads. */
export const TENANT_SETTING = 'copse.tenant';

/**
 * Runs `work` in a transaction that sees one tenant's rows. Setting the tenant takes no transaction id, so an
 * append may still be the first statement that does. Rolls back when `work` rejects.
 */
export async function withTenant<T>(
  db: Database,
  tenant: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return await db.transaction(async (tx) => {
    await tx.execute(sql`select set_config(${TENANT_SETTING}, ${tenant}, true)`);
    return await work(tx);
  });
}
