// The rows behind Idempotency-Key. A row is written in the transaction of the append it tells of, after
// the append; it lives a day, and each new row sweeps away a few that are older, whosever they are.
import { fileURLToPath } from 'node:url';
import type { MigrationSet, Transaction } from '@copse/postgres';
import { sql } from 'drizzle-orm';

/** The table of idempotency keys; every service with creating commands brings it along. */
export const idempotencyMigrations: MigrationSet = {
  name: 'commands',
  folder: fileURLToPath(new URL('../migrations', import.meta.url)),
};

/** What is kept of an answer: its status and the ids it named. The body is composed anew. */
export interface RememberedAnswer {
  readonly status: number;
  readonly ids: Readonly<Record<string, string>>;
}

/** A request that may come twice. */
export interface RepeatableRequest {
  readonly tenant: string;
  /** Such as `POST /v1/stories`. A key belongs to one operation. */
  readonly operation: string;
  readonly key: string;
  readonly bodyHash: string;
}

/** A row as it was found: the same request's, or another's under the same key. */
export type FoundAnswer =
  | { readonly isSame: true; readonly answer: RememberedAnswer }
  | { readonly isSame: false };

/** How long a key is known, in hours. */
export const IDEMPOTENCY_KEPT_HOURS = 24;

const SWEPT_ROWS_MAX = 20;

/** Looks a key up; null where it is unknown or past its time. */
export async function findAnswer(tx: Transaction, request: RepeatableRequest): Promise<FoundAnswer | null> {
  const [row] = await tx.execute<{
    operation: string;
    body_hash: string;
    status: number;
    ids: RememberedAnswer['ids'];
  }>(sql`
    select operation, body_hash, status, ids from idempotency_keys
    where tenant = ${request.tenant} and key = ${request.key}
      and recorded_at > now() - make_interval(hours => ${IDEMPOTENCY_KEPT_HOURS})`);
  if (row === undefined) return null;
  if (row.operation !== request.operation || row.body_hash !== request.bodyHash) return { isSame: false };
  return { isSame: true, answer: { status: row.status, ids: row.ids } };
}

/** Writes the row; false where a request under the same key was faster. Waits for one that is under way. */
export async function recordAnswer(
  tx: Transaction,
  request: RepeatableRequest,
  answer: RememberedAnswer,
): Promise<boolean> {
  const rows = await tx.execute(sql`
    insert into idempotency_keys (tenant, key, operation, body_hash, status, ids)
    values (${request.tenant}, ${request.key}, ${request.operation}, ${request.bodyHash}, ${answer.status},
            ${JSON.stringify(answer.ids)}::jsonb)
    on conflict (tenant, key) do update
      set operation = excluded.operation, body_hash = excluded.body_hash, status = excluded.status,
          ids = excluded.ids, recorded_at = excluded.recorded_at
      where idempotency_keys.recorded_at <= now() - make_interval(hours => ${IDEMPOTENCY_KEPT_HOURS})
    returning 1`);
  // After the insert: a sweep holds rows, and whoever holds some should wait for nobody.
  await tx.execute(sql`select sweep_idempotency_keys(${IDEMPOTENCY_KEPT_HOURS}, ${SWEPT_ROWS_MAX})`);
  return rows.length === 1;
}
