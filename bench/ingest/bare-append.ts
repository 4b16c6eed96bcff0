// The bare statement: rows as capture writes them, handed to PostgreSQL by callers that do nothing else.
import { randomBytes, randomUUID } from 'node:crypto';
import type postgres from 'postgres';

/** Rows that are new, in the shape and size of rows that capture wrote. */
export async function makeRowsLikeStored(sql: postgres.Sql, count: number): Promise<string[]> {
  const stored = await sql<{ row: Record<string, unknown> }[]>`
    select json_build_object('tenant', tenant, 'type', type, 'schema_version', schema_version, 'data', data,
      'sealed', sealed, 'meta', meta, 'content_hash', encode(content_hash, 'hex')) as row
    from event where type = 'activity-captured' limit 1000`;
  if (stored.length === 0) throw new Error('capture has written no rows to take after');
  return Array.from({ length: count }, (_, index) => {
    const streamId = `activity/${randomBytes(32).toString('hex')}`;
    return JSON.stringify({
      ...stored[index % stored.length]?.row,
      stream_id: streamId,
      event_id: randomUUID(),
    });
  });
}

/** Appends all rows, `batchRows` a statement, and gives the seconds it took. */
export async function appendAll(
  sql: postgres.Sql,
  rows: readonly string[],
  { batchRows, callers }: { batchRows: number; callers: number },
): Promise<number> {
  const batches: { rows: string; count: number }[] = [];
  for (let start = 0; start < rows.length; start += batchRows) {
    const batch = rows.slice(start, start + batchRows);
    batches.push({ rows: `[${batch.join(',')}]`, count: batch.length });
  }
  const startedAt = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let batch = batches[next++]; batch !== undefined; batch = batches[next++])
        await sql`select append_first_events(${batch.rows}::text::json, ${batch.count}::integer)`;
    }),
  );
  return (performance.now() - startedAt) / 1000;
}
