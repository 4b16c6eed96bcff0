// Reading the log in the order in which everything of it can be shown: by transaction id, and only below the
// oldest transaction still open, so that nothing commits behind the reader's back.
import type { PostgresConnection } from '@copse/postgres';
import postgres from 'postgres';
import { UnmappedEventTypeError } from './errors.ts';
import type { FeedPosition } from './event.ts';
import type { EventRoutes } from './event-routes.ts';
import { composeFeedStatement, ROUTE_PRIVATE, ROUTE_UNKNOWN } from './feed-statement.ts';

/** A public event: its bytes are a CloudEvent. */
export interface FeedRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
}

/** What one read found. */
export interface FeedBatch {
  readonly records: readonly FeedRecord[];
  /** Events read, private ones included. */
  readonly events: number;
  /** The last event read; where the read began when there was none. */
  readonly end: FeedPosition;
  /** The read found fewer events than it asked for, in the incarnation that is being written. */
  readonly reachedEnd: boolean;
}

/**
 * A moment in the log. Its transaction id was taken after `at`, so whatever has a greater id recorded nothing
 * before `at`. (A snapshot's xmax would not do: it is one past the last id that has ended, and an older
 * transaction that is still open may have it, or a greater one.)
 */
export interface FeedMoment {
  /** The database's clock: RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly xid: bigint;
  /** The oldest transaction id that was still open then. */
  readonly xmin: bigint;
}

export interface Feed {
  /** The feed's own connection: its plans are pinned, and a lease lives as long as it does. */
  readonly sql: postgres.Sql;
  read(after: FeedPosition, limit: number): Promise<FeedBatch>;
  /** Takes a transaction id, for which nothing waits. */
  takeMoment(): Promise<FeedMoment>;
  /** The oldest transaction id that is still open: what a read begun after this sees is complete below it. */
  readXmin(): Promise<bigint>;
  close(): Promise<void>;
}

/**
 * Planned while the table is small, the statement would sort the whole backlog at every read; so on this connection
 * there is no plan but the index. Cursors may be lost in a crash of the server: that repeats events, no more.
 */
const FEED_SETTINGS = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_sort: 'off',
  plan_cache_mode: 'force_generic_plan',
  max_parallel_workers_per_gather: 0,
  statement_timeout: 30_000,
  idle_in_transaction_session_timeout: 10_000,
  synchronous_commit: 'off',
} as const;

/** Opens a connection for one reader. `onClose` is called when it is lost, whatever the reason. */
export async function openFeed(options: {
  connection: PostgresConnection;
  routes: EventRoutes;
  applicationName: string;
  onClose?: () => void;
}): Promise<Feed> {
  const sql = postgres(options.connection.url, {
    max: 1,
    max_lifetime: null,
    // Its rows are texts; and where the connection is lost while it asks for types, the driver rejects into the void.
    fetch_types: false,
    connect_timeout: 10,
    onnotice: () => {},
    onclose: () => options.onClose?.(),
    connection: { application_name: options.applicationName, ...FEED_SETTINGS },
  });
  const statement = composeFeedStatement(options.routes);
  try {
    const incarnation = await readIncarnation(sql);
    return {
      sql,
      read: async (after, limit) =>
        await readBatch({ sql, statement, routes: options.routes, incarnation }, after, limit),
      takeMoment: async () => await takeMoment(sql),
      readXmin: async () => await readXmin(sql),
      close: async () => await sql.end({ timeout: 1 }),
    };
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
}

async function readIncarnation(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ incarnation: number }[]>`select incarnation from event_log`;
  if (row === undefined)
    throw new Error("the table event_log is empty: the event log's migrations did not run to their end");
  return row.incarnation;
}

interface Reader {
  readonly sql: postgres.Sql;
  readonly statement: string;
  readonly routes: EventRoutes;
  readonly incarnation: number;
}

async function readBatch(reader: Reader, after: FeedPosition, limit: number): Promise<FeedBatch> {
  const parameters = [
    after.incarnation,
    after.xid.toString(),
    after.pos.toString(),
    limit,
    reader.incarnation,
  ];
  const rows = await reader.sql.unsafe(reader.statement, parameters, { prepare: true }).raw();
  const records: FeedRecord[] = [];
  for (const row of rows) {
    const record = routeRow(row, reader.routes);
    if (record !== null) records.push(record);
  }
  const end = positionOf(rows.at(-1), after);
  const ended = rows.length < limit;
  // An incarnation that is no longer written ends for good, and the next one begins behind it.
  if (ended && after.incarnation < reader.incarnation)
    return {
      records,
      events: rows.length,
      end: { incarnation: after.incarnation + 1, xid: 0n, pos: 0n },
      reachedEnd: false,
    };
  return { records, events: rows.length, end, reachedEnd: ended };
}

/** Columns of a row: place, key, value. */
type RawRow = readonly (Buffer | null)[];
const BLANK = 0x20;

function routeRow(row: RawRow, routes: EventRoutes): FeedRecord | null {
  const [place, key, value] = row;
  const mark = place?.toString('latin1', place.lastIndexOf(BLANK) + 1);
  if (mark === ROUTE_PRIVATE) return null;
  if (mark === ROUTE_UNKNOWN)
    throw new UnmappedEventTypeError(
      `event type "${value?.toString() ?? ''}" of ${key?.toString() ?? ''} has no place in the mapping of ${routes.source}; ` +
        'run the program version that wrote it, or map the type',
    );
  const topic = routes.topics[Number(mark)];
  if (topic === undefined || !key || !value)
    throw new Error(`the feed of ${routes.source} answered an incomplete row`);
  return { topic, key: key.toString(), value };
}

function positionOf(row: RawRow | undefined, otherwise: FeedPosition): FeedPosition {
  if (row === undefined) return otherwise;
  const [xid, pos] = row[0]?.toString('latin1').split(' ') ?? [];
  if (xid === undefined || pos === undefined) throw new Error('the feed answered a row without its place');
  return { incarnation: otherwise.incarnation, xid: BigInt(xid), pos: BigInt(pos) };
}

/** A transaction's own time is taken when it begins, before its snapshot and before its id. */
async function takeMoment(sql: postgres.Sql): Promise<FeedMoment> {
  const [row] = await sql<{ at: string; xid: string; xmin: string }[]>`
    select to_char(transaction_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
           pg_snapshot_xmin(pg_current_snapshot())::text as xmin, pg_current_xact_id()::text as xid`;
  if (row === undefined) throw new Error('PostgreSQL answered no moment');
  return { at: row.at, xid: BigInt(row.xid), xmin: BigInt(row.xmin) };
}

async function readXmin(sql: postgres.Sql): Promise<bigint> {
  const [row] = await sql<{ xmin: string }[]>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`;
  if (row === undefined) throw new Error('PostgreSQL answered no snapshot');
  return BigInt(row.xmin);
}
