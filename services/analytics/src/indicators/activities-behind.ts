// The activities behind a figure, page by page in the order of the key: what a figure rests on can be looked at.
import type { ClickHouseReader } from '../store/clickhouse-reader.ts';
import { IN_SPAN, OF_COMMUNITY, WHO } from './facts/people.sql.ts';
import type { CommunityFrame, IndicatorDefinition } from './indicator.ts';
import type { Period } from './windows.ts';

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

const query = `
WITH ${WHO}
SELECT activity_ref, toUnixTimestamp64Milli(occurred_at) AS at, act, kind
FROM activities FINAL
WHERE ${OF_COMMUNITY}
AND ${IN_SPAN}
AND (occurred_at, activity_ref) > (fromUnixTimestamp64Milli({afterMs:Int64}, 'UTC'), {afterRef:String})
AND act IN {acts:Array(String)}
AND if(actor IS NULL, {anonymous:Bool}, assumeNotNull(actor) NOT IN (SELECT identity_id FROM who WHERE bot))
ORDER BY occurred_at, activity_ref
LIMIT {limit:UInt32}`;

/** A page of the activities of a span that an indicator reads, oldest first, at most `limit`. */
export async function readActivitiesBehind(
  reader: ClickHouseReader,
  definition: IndicatorDefinition,
  community: CommunityFrame,
  page: { readonly span: Period; readonly after: ActivityPosition | null; readonly limit: number },
): Promise<readonly ActivityBehind[]> {
  const rows = await reader.read<{ activity_ref: string; at: number; act: string; kind: string }>({
    origin: `indicator/${definition.id}/activities`,
    sql: query,
    parameters: {
      tenant: community.tenant,
      community: community.key,
      from: page.span.fromMs,
      to: page.span.toMs,
      afterMs: page.after?.occurredAtMs ?? page.span.fromMs,
      afterRef: page.after?.activityRef ?? '',
      acts: definition.acts ?? [],
      // Nobody’s activities are part of conversations; figures about people leave them out.
      anonymous: definition.family === 'rhythm',
      limit: page.limit,
    },
  });
  return rows.map(({ activity_ref: activityRef, at, act, kind }) => ({
    activityRef,
    occurredAt: new Date(at).toISOString(),
    act,
    kind,
  }));
}
