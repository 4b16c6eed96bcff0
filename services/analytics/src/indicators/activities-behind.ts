// The activities behind a figure, page by page in the order of the key: what a figure rests on can be looked at.
import type { ClickHouseReader } from '../store/clickhouse-reader.ts';
import { NO_REFERENCE } from '../store/tables.ts';
import { CLOCK_SKEW_MS, MEANINGS } from './facts/parameters.ts';
import { OF_COMMUNITY, WHO } from './facts/people.sql.ts';
import type { CommunityFrame } from './indicator.ts';
import type { ActivitySelection, Spans } from './selections.ts';

/** One activity, without who did it. `GET /v1/activities/{activityRef}` has the rest for those who may see it. */
export interface ActivityBehind {
  readonly activityRef: string;
  readonly occurredAt: string;
  readonly act: string;
  readonly kind: string;
}

/** Where a page ends. */
export interface ActivityPosition {
  readonly occurredAtMs: number;
  readonly activityRef: string;
}

const composeQuery = ({ tables, condition }: ActivitySelection): string => `
WITH ${[WHO, ...tables].join(',')}
SELECT replaceAll(toString(activity_ref), '-', '') AS activityRef, toUnixTimestamp64Milli(occurred_at) AS at, act, kind
FROM activities FINAL
WHERE ${OF_COMMUNITY}
AND (occurred_at, activity_ref) > (fromUnixTimestamp64Milli({afterMs:Int64}, 'UTC'), {afterRef:UUID})
AND ${condition}
AND (actor IS NULL OR assumeNotNull(actor) NOT IN (SELECT identity_id FROM who WHERE bot))
ORDER BY occurred_at, activity_ref
LIMIT {limit:UInt32}`;

/** A page of the activities that a figure over the spans rests on, oldest first, at most `limit`. */
export async function readActivitiesBehind(
  reader: ClickHouseReader,
  { id, behind }: { readonly id: string; readonly behind: ActivitySelection },
  community: CommunityFrame,
  page: Spans & { readonly after: ActivityPosition | null; readonly limit: number },
): Promise<readonly ActivityBehind[]> {
  const { span, also, after, limit } = page;
  const earliestMs = Math.min(span.fromMs, also?.fromMs ?? span.fromMs);
  const rows = await reader.read<{ activityRef: string; at: number; act: string; kind: string }>({
    origin: `indicator/${id}/activities`,
    sql: composeQuery(behind),
    parameters: {
      tenant: community.tenant,
      community: community.key,
      ...MEANINGS,
      from: span.fromMs,
      to: span.toMs,
      starts: [span.fromMs],
      alsoFrom: also?.fromMs ?? 0,
      alsoTo: also?.toMs ?? 0,
      // A reply may be dated a little before what it replies to.
      afterMs: after?.occurredAtMs ?? earliestMs - CLOCK_SKEW_MS,
      // No reference comes before all others.
      afterRef: after?.activityRef ?? NO_REFERENCE,
      acts: behind.acts,
      limit,
    },
  });
  return rows.map(({ activityRef, at, act, kind }) => ({
    activityRef,
    occurredAt: new Date(at).toISOString(),
    act,
    kind,
  }));
}
