// The bare statements: rows as capture writes them, handed to PostgreSQL by callers that do nothing else. One is
// capture's own; the other takes rows as JSON and inserts them with one `on conflict`, as event stores usually do.
import { randomBytes, randomUUID } from 'node:crypto';
import type postgres from 'postgres';

const COLUMNS = [
  'tenant',
  'stream_id',
  'event_id',
  'type',
  'schema_version',
  'data',
  'sealed',
  'traceparent',
  'key_id',
  'content_hash',
] as const;

/** A row, each value as the statement takes it. */
export type BareRow = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** A way to append a batch, sorted by its keys. */
export interface BareStatement {
  readonly text: string;
  parametersOf(batch: readonly BareRow[]): (string | number)[];
}

/** The one capture uses. */
export const OWN_STATEMENT: BareStatement = {
  text: 'select append_first_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::integer)',
  parametersOf: (batch) => [
    ...COLUMNS.map((column) => batch.map((row) => row[column]).join('\n')),
    batch.length,
  ],
};

/** Creates the function behind the other statement: like capture's own it may write for every tenant. */
export async function createJsonStatement(owner: postgres.Sql): Promise<BareStatement> {
  await owner.unsafe(`
    create function bench_append_json(new_rows text) returns void language sql security definer as $$
      insert into event (tenant, stream_id, version, event_id, type, schema_version, data, sealed, traceparent, key_id,
                         content_hash)
      select tenant, stream_id, 1, event_id, type, schema_version, data, nullif(sealed, ''), nullif(traceparent, ''),
             nullif(key_id, ''), decode(content_hash, 'hex')
      from jsonb_to_recordset(new_rows::jsonb)
        as row (tenant text, stream_id text, event_id uuid, type text, schema_version integer, data json, sealed text,
                traceparent text, key_id text, content_hash text)
      on conflict do nothing
    $$;
    grant execute on function bench_append_json to public`);
  return {
    text: 'select bench_append_json($1)',
    parametersOf: (batch) => [
      JSON.stringify(batch.map((row) => ({ ...row, data: JSON.parse(row.data) as unknown }))),
    ],
  };
}

/** Rows that are new, in the shape and size of rows that capture wrote. */
export async function makeRowsLikeStored(sql: postgres.Sql, count: number): Promise<BareRow[]> {
  const stored = await sql<Omit<BareRow, 'stream_id' | 'event_id'>[]>`
    select tenant, type, schema_version::text, data::text, sealed, coalesce(traceparent, '') as traceparent,
           coalesce(key_id, '') as key_id,
           encode(content_hash, 'hex') as content_hash
    from event where type = 'activity-captured' limit 1000`;
  const [first] = stored;
  if (first === undefined) throw new Error('capture has written no rows to take after');
  return Array.from({ length: count }, (_, index) => ({
    ...(stored[index % stored.length] ?? first),
    stream_id: `activity/${randomBytes(16).toString('hex')}`,
    event_id: randomUUID(),
  }));
}

/** Appends all rows, `batchRows` a statement, and gives the seconds it took. */
export async function appendAll(
  sql: postgres.Sql,
  statement: BareStatement,
  rows: readonly BareRow[],
  { batchRows, callers }: { batchRows: number; callers: number },
): Promise<number> {
  const batches: (string | number)[][] = [];
  for (let start = 0; start < rows.length; start += batchRows) {
    const batch = rows.slice(start, start + batchRows);
    // In the order of their keys, as the statement wants them.
    batch.sort((one, other) => (one.stream_id < other.stream_id ? -1 : 1));
    batches.push(statement.parametersOf(batch));
  }
  const startedAt = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let batch = batches[next++]; batch !== undefined; batch = batches[next++])
        await sql.unsafe(statement.text, batch, { prepare: true });
    }),
  );
  return (performance.now() - startedAt) / 1000;
}
