// How far a relay is behind: counted exactly while it is little, estimated by positions when it is much.
import type postgres from 'postgres';

/** What is recorded and not yet sent. */
export interface RelayLag {
  /** Exact up to 10,000; beyond, the distance in positions, which rolled-back appends make larger. */
  readonly events: number;
  /** Age of the oldest of them; 0 when there is none. */
  readonly seconds: number;
}

const EXACT_EVENTS_MAX = 10_000;

/** Reads the lag of the relay of that name; before its first start everything is behind. */
export async function readRelayLag(sql: postgres.Sql, name: string): Promise<RelayLag> {
  const [row] = await sql<{ counted: number; distance: number; seconds: number }[]>`
    with cursor as (
      select coalesce(max(incarnation), 1) as incarnation, coalesce(max(xid), '0') as xid, coalesce(max(pos), 0) as pos
      from event_relay where name = ${name}
    ), unsent as materialized (
      select event.recorded_at
      from cursor cross join lateral (
        select recorded_at from event_feed as event
        where (event.incarnation, event.xid, event.pos) > (cursor.incarnation, cursor.xid, cursor.pos)
        order by event.incarnation, event.xid, event.pos
        limit ${EXACT_EVENTS_MAX}
      ) as event
    )
    select count(*)::integer as counted,
           (select (select last_value from event_pos) - cursor.pos from cursor)::float8 as distance,
           greatest(0, coalesce(extract(epoch from clock_timestamp() - min(recorded_at)), 0))::float8 as seconds
    from unsent`;
  if (row === undefined) throw new Error(`the lag of relay ${name} could not be read`);
  const events = row.counted < EXACT_EVENTS_MAX ? row.counted : Math.max(row.counted, row.distance);
  return { events, seconds: row.seconds };
}
