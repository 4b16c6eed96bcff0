// Read models can be made again from the log at any time, while commands go on: they are locked against
// writers, emptied for one tenant, and filled by the function that fills them after every append.
import {
  RECORDED_COLUMNS,
  describeRecordedRow,
  type RecordedEvent,
  type RecordedRow,
} from '@copse/event-store';
import { withTenant, type Database, type Transaction } from '@copse/postgres';
import { getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

/** What a service's read models are made by. */
export interface ReadModels {
  /** The tables that hold nothing but what the log says. Each has a column `tenant`. */
  readonly tables: readonly PgTable[];
  project(tx: Transaction, event: RecordedEvent): Promise<void>;
}

const PAGE_EVENTS = 1000;

/**
 * Rebuilds one tenant's read models in one transaction; commands wait for it and readers see the old rows
 * until it ends. Returns how many events were applied.
 */
export async function rebuildReadModels(
  db: Database,
  tenant: string,
  { tables, project }: ReadModels,
): Promise<{ events: number }> {
  return await withTenant(db, tenant, async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`);
    const names = tables.map((table) => sql.identifier(getTableName(table)));
    await tx.execute(sql`lock table ${sql.join(names, sql`, `)} in share row exclusive mode`);
    for (const name of names) await tx.execute(sql`delete from ${name} where tenant = ${tenant}`);
    let events = 0;
    for await (const event of readTenantLog(tx, tenant)) {
      await project(tx, event);
      events += 1;
    }
    return { events };
  });
}

/** Every event of a tenant, stream by stream, each in the order of its versions. */
async function* readTenantLog(tx: Transaction, tenant: string): AsyncGenerator<RecordedEvent> {
  let after = { stream_id: '', version: 0 };
  for (;;) {
    const rows: RecordedRow[] = await tx.execute<RecordedRow>(sql`
      select ${RECORDED_COLUMNS}
      from event
      where tenant = ${tenant} and (stream_id, version) > (${after.stream_id}, ${after.version})
      order by event.stream_id, event.version
      limit ${PAGE_EVENTS}`);
    for (const row of rows) yield describeRecordedRow(tenant, row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_EVENTS) return;
    after = last;
  }
}
