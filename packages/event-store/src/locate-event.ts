// Where an event is on its way: its place in the log, and whether the relay is past it. For people who look
// for one event; nothing on the way itself asks this.
import type { Transaction } from '@copse/postgres';
import { sql as template } from 'drizzle-orm';
import type { FeedPosition } from './event.ts';

/** An event's place. */
export interface EventLocation {
  readonly position: FeedPosition;
  readonly version: number;
  readonly eventId: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
  /** Whether the relay has sent everything up to here; false before its first start. */
  readonly relayed: boolean;
}

interface LocationRow extends Record<string, unknown> {
  incarnation: number;
  xid: string;
  pos: string;
  version: number;
  event_id: string;
  recorded_at: string;
  relayed: boolean;
}

/** Finds the newest event of a stream and compares it with the cursor of the relay named; null where there is none. */
export async function locateNewestEvent(
  tx: Transaction,
  where: { readonly tenant: string; readonly streamId: string; readonly relay: string },
): Promise<EventLocation | null> {
  const [row] = await tx.execute<LocationRow>(template`
    select event.incarnation, event.xid::text as xid, event.pos::text as pos, event.version, event.event_id,
           to_char(event.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as recorded_at,
           coalesce((event.incarnation, event.xid, event.pos) <= (relay.incarnation, relay.xid, relay.pos), false) as relayed
    from event left join event_relay as relay on relay.name = ${where.relay}
    where event.tenant = ${where.tenant} and event.stream_id = ${where.streamId}
    order by event.version desc
    limit 1`);
  if (row === undefined) return null;
  return {
    position: { incarnation: row.incarnation, xid: BigInt(row.xid), pos: BigInt(row.pos) },
    version: row.version,
    eventId: row.event_id,
    recordedAt: row.recorded_at,
    relayed: row.relayed,
  };
}
