// How far a relay is behind: counted exactly while it is little, estimated by positions when it is much.
import type postgres from 'postgres';

/** What is recorded and not yet sent. */
export interface RelayLag {
  /**
   * Exact up to 10,000; beyond, the distance in positions, which rolled-back appends and sessions that took numbers in
   * advance make larger.
   */
  readonly events: number;
  /** Age of the oldest of them; 0 when there is none. */
  readonly seconds: number;
}

const EXACT_EVENTS_MAX = 10_000;

/** Reads the lag of the relay of that name; before its first start everything is behind. */
export async function readRelayLag(sql: postgres.Sql, name: string): Promise<RelayLag> {
  const [row] = await sql<{ counted: number; distance: string; seconds: number }[]>`
    select counted, distance, seconds from event_relay_lag(${name}, ${EXACT_EVENTS_MAX})`;
  if (row === undefined) throw new Error(`the lag of relay ${name} could not be read`);
  const events = Math.max(row.counted, Number(row.distance));
  return { events, seconds: Math.max(0, row.seconds) };
}
