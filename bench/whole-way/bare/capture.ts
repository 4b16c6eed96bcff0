// The bare pipeline, first process: takes JSON arrays by HTTP and inserts them in one statement. No
// validation, no identities, no deduplication, no encryption: what the engines alone would cost.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import postgres from 'postgres';

const sql = postgres(process.env['BARE_POSTGRES_URL'] ?? '', { max: 4, onnotice: () => {} });
await sql`
  create table if not exists bare_event (
    xid xid8 not null default pg_current_xact_id(),
    pos bigint generated always as identity,
    stream text not null,
    data jsonb not null,
    primary key (xid, pos)
  )`;

interface Waiting {
  readonly rows: string;
  resolve(): void;
  reject(error: unknown): void;
}

const ROWS_A_FLUSH_MAX = 200;
const FLUSHES_MAX = 2;
let waiting: Waiting[] = [];
let flushing = 0;

const server = createServer((request, response) => {
  void answer(request.url ?? '', request).then(
    () => response.writeHead(201).end('{}'),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.listen(Number(process.env['BARE_PORT']), '127.0.0.1');

async function answer(url: string, request: NodeJS.ReadableStream): Promise<void> {
  const body = (await buffer(request)).toString();
  if (url === '/batch') return await insert(body);
  await new Promise<void>((resolve, reject) => {
    waiting.push({ rows: body, resolve, reject });
    flushWaiting();
  });
}

/** Single posts share a flush, as the measured side does. */
function flushWaiting(): void {
  if (flushing >= FLUSHES_MAX || waiting.length === 0) return;
  const batch = waiting.slice(0, ROWS_A_FLUSH_MAX);
  waiting = waiting.slice(ROWS_A_FLUSH_MAX);
  flushing += 1;
  void insert(`[${batch.map((item) => item.rows).join(',')}]`)
    .then(
      () => batch.forEach((item) => item.resolve()),
      (error: unknown) => batch.forEach((item) => item.reject(error)),
    )
    .finally(() => {
      flushing -= 1;
      flushWaiting();
    });
}

async function insert(rows: string): Promise<void> {
  await sql`
    insert into bare_event (stream, data)
    select row ->> 'id', row from jsonb_array_elements(${rows}::text::jsonb) as row`;
}
