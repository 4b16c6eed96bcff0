// Reading one activity back, and finding out where it is. The tenant's row-level security applies.
import type { ActivityCaptured } from '@copse/contracts';
import { locateNewestEvent, readStream, type EventLocation } from '@copse/event-store';
import { withTenant, type Database } from '@copse/postgres';
import { activityStreamOf } from '../domain/activity/activity-stream.ts';

/** An activity as the log holds it. */
export interface RecordedActivity {
  readonly streamId: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly data: ActivityCaptured;
  /** What the public part does not say of what was sent, encrypted. */
  readonly sealed: string | null;
}

/** Null where there is none, or where it is another tenant's. */
export async function findActivity(
  db: Database,
  tenant: string,
  activityRef: string,
): Promise<RecordedActivity | null> {
  const streamId = activityStreamOf(activityRef);
  const [event] = await withTenant(
    db,
    tenant,
    async (tx) => await readStream(tx, { tenant, streamId, limit: 1 }),
  );
  if (event === undefined) return null;
  const { version, recordedAt, sealed } = event;
  return { streamId, version, recordedAt, sealed, data: event.data as ActivityCaptured };
}

/** Where an activity's event is; null where the log has none. */
export async function locateActivity(
  db: Database,
  where: { readonly tenant: string; readonly activityRef: string; readonly relay: string },
): Promise<EventLocation | null> {
  const { tenant, relay } = where;
  const streamId = activityStreamOf(where.activityRef);
  return await withTenant(db, tenant, async (tx) => await locateNewestEvent(tx, { tenant, streamId, relay }));
}
