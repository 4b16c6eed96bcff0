// Which stories speak for which cycle.
import type { CommunityFrame } from '../indicators/indicator.ts';
import { TOLD_STEPS } from '../indicators/facts/stories.sql.ts';
import type { WindowPlan } from '../indicators/windows.ts';
import type { ClickHouseReader } from '../store/clickhouse-reader.ts';

/** The stories with a step at a cycle. */
export interface ToldStories {
  readonly cycle: string;
  readonly count: number;
  readonly positiveSteps: number;
  readonly negativeSteps: number;
  /** In a fixed order, at most `STORY_IDS_MAX`. */
  readonly storyIds: readonly string[];
}

/** Ids of stories that one cell names. */
export const STORY_IDS_MAX = 100;

const query = `
WITH ${TOLD_STEPS}
SELECT
  cycle,
  uniqExact(story_id) AS count,
  countIf(sign = 'positive') AS positiveSteps,
  countIf(sign = 'negative') AS negativeSteps,
  arraySlice(arraySort(groupUniqArray(toString(story_id))), 1, {idsMax:UInt32}) AS storyIds
FROM told_steps
GROUP BY cycle
ORDER BY cycle`;

/** The told stories of a plan's whole span, per cycle of whatever version. */
export async function readToldStories(
  reader: ClickHouseReader,
  community: CommunityFrame,
  plan: WindowPlan,
): Promise<readonly ToldStories[]> {
  return await reader.read<ToldStories>({
    origin: 'matrix/stories',
    sql: query,
    parameters: {
      tenant: community.tenant,
      community: community.key,
      from: plan.windows.at(0)?.fromMs,
      to: plan.windows.at(-1)?.toMs,
      starts: plan.windows.map((window) => window.fromMs),
      idsMax: STORY_IDS_MAX,
    },
  });
}
