// One activity by its reference. The reference is the last part of the key, so this reads the reference
// column of a tenant: fine for a trace, nothing for a figure.
import type { ClickHouseReader } from './clickhouse-reader.ts';

/** An activity as the tables hold it. */
export interface ProjectedActivityRow {
  readonly activityRef: string;
  readonly community: string;
  readonly communityRegistered: boolean;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly eventId: string;
  readonly timesReceived: number;
}

const FIND = `
SELECT
    community,
    community IN (SELECT key FROM communities WHERE tenant = {tenant:String}) AS isRegistered,
    toUnixTimestamp64Milli(activities.occurred_at) AS occurredMs,
    toUnixTimestamp64Milli(max(activities.recorded_at)) AS recordedMs,
    toString(argMax(activities.event_id, activities.version)) AS eventId,
    toUInt32(count()) AS timesReceived
FROM activities
WHERE tenant = {tenant:String} AND activity_ref = {activityRef:UUID}
GROUP BY community, activities.occurred_at
HAVING argMax(activities.is_deleted, activities.version) = 0
LIMIT 1`;

/** Finds a tenant's activity; null where it has not been taken in. */
export async function findProjectedActivity(
  reader: ClickHouseReader,
  tenant: string,
  activityRef: string,
): Promise<ProjectedActivityRow | null> {
  const [row] = await reader.read<{
    community: string;
    isRegistered: number;
    occurredMs: number;
    recordedMs: number;
    eventId: string;
    timesReceived: number;
  }>({ origin: 'trace/activity', sql: FIND, parameters: { tenant, activityRef } });
  if (row === undefined) return null;
  const { community, isRegistered, occurredMs, recordedMs, eventId, timesReceived } = row;
  return {
    activityRef,
    community,
    communityRegistered: isRegistered === 1,
    occurredAt: new Date(occurredMs).toISOString(),
    recordedAt: new Date(recordedMs).toISOString(),
    eventId,
    timesReceived,
  };
}
