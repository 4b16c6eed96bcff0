// Captured activities as the log of a distributed installation has them, read with the right to see all.
import postgres from 'postgres';
import { hashContent, type ActivityContent } from './activity-journal.ts';

/** One row of the log. */
export interface LoggedActivity {
  readonly activityRef: string;
  readonly contentHash: string;
}

/** What the log holds. */
export interface CapturedLog {
  /** By event id. */
  readonly activities: ReadonlyMap<string, LoggedActivity>;
  /** References that have more than one event. */
  readonly repeated: readonly string[];
  readonly streamsWithHoles: readonly string[];
}

const ROWS_AT_A_TIME = 10_000;
const SHOWN_MAX = 20;

/** Reads the log of capture's database. */
export async function readCapturedLog(url: string): Promise<CapturedLog> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const activities = new Map<string, LoggedActivity>();
    const refs = new Set<string>();
    const repeated: string[] = [];
    const rows = sql<{ id: string; data: ActivityContent & { activityRef: string } }[]>`
      select event_id::text as id, data from event where stream_id like 'activity/%'`;
    await rows.cursor(ROWS_AT_A_TIME, (chunk) => {
      for (const { id, data } of chunk) {
        if (refs.has(data.activityRef)) repeated.push(data.activityRef);
        refs.add(data.activityRef);
        activities.set(id, { activityRef: data.activityRef, contentHash: hashContent(data) });
      }
    });
    const holes = await sql<{ stream: string }[]>`
      select tenant || '/' || stream_id as stream from event
      group by tenant, stream_id having count(*) <> max(version) or min(version) <> 1 limit ${SHOWN_MAX}`;
    return { activities, repeated, streamsWithHoles: holes.map((row) => row.stream) };
  } finally {
    await sql.end();
  }
}
