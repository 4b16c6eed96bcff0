// Who relays. A session's advisory lock lets one process in; the epoch in the cursor's row, which every new
// owner raises, fences whoever lost the lock without noticing.
import type postgres from 'postgres';
import type { FeedPosition } from './event.ts';

/** The right to relay, and what the owner before left. */
export interface Lease {
  readonly epoch: number;
  readonly cursor: FeedPosition;
  /** The last watermark announced, RFC 3339. */
  readonly announcedAt: string | null;
  /** Makes the cursor durable; throws FencedError when another owner has come. */
  moveCursor(to: FeedPosition): Promise<void>;
  /** Remembers a watermark before it is announced; throws FencedError likewise. */
  noteAnnouncement(at: string): Promise<void>;
}

/** Another owner has taken over: stop at once, it goes on from the cursor. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

interface RelayRow {
  epoch: string;
  incarnation: number;
  xid: string;
  pos: string;
  announced_at: string | null;
}

/** Takes the lease on this connection, or gives null while another session holds it. It ends with the connection. */
export async function acquireLease(sql: postgres.Sql, name: string): Promise<Lease | null> {
  const [lock] = await sql<{ held: boolean }[]>`
    select pg_try_advisory_lock(hashtextextended(${`copse-relay/${name}`}, 0)) as held`;
  if (lock?.held !== true) return null;
  const row = await raiseEpoch(sql, name);
  const epoch = row.epoch;
  const requireOwnership = (updated: number): void => {
    if (updated === 0)
      throw new FencedError(`relay ${name}: epoch ${epoch} is over, another owner has taken over`);
  };
  return {
    epoch: Number(epoch),
    cursor: { incarnation: row.incarnation, xid: BigInt(row.xid), pos: BigInt(row.pos) },
    announcedAt: row.announced_at,
    async moveCursor(to) {
      const moved = await sql`
        update event_relay set incarnation = ${to.incarnation}, xid = ${to.xid.toString()}::text::xid8,
                               pos = ${to.pos.toString()}::text::bigint
        where name = ${name} and epoch = ${epoch}::text::bigint`;
      requireOwnership(moved.count);
    },
    async noteAnnouncement(at) {
      const noted = await sql`
        update event_relay set announced_at = ${at}::text::timestamptz
        where name = ${name} and epoch = ${epoch}::text::bigint`;
      requireOwnership(noted.count);
    },
  };
}

/** Durable at once, unlike the cursor: two owners never share an epoch, not even after a crash of the server. */
async function raiseEpoch(sql: postgres.Sql, name: string): Promise<RelayRow> {
  const rows = await sql.begin(async (tx) => {
    await tx`set local synchronous_commit = on`;
    return await tx<RelayRow[]>`
      insert into event_relay as relay (name, epoch, incarnation, xid, pos) values (${name}, 1, 1, '0', 0)
      on conflict (name) do update set epoch = relay.epoch + 1
      returning epoch::text, incarnation, xid::text, pos::text,
                to_char(announced_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as announced_at`;
  });
  const [row] = rows;
  if (row === undefined) throw new Error(`relay ${name} has no row`);
  return row;
}
