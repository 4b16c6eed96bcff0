// A batch of activities through the REST API, counted, with refusals by their place in the file.
import { describeProblem, type Activity, type ActivityResult } from '@copse/client';
import { NO_COUNTS, type ImportOutcome, type Refusal } from './import-outcome.ts';

/** An activity and where it stands in the files. */
export interface PlacedActivity {
  /** `Posts.xml:17`. */
  readonly place: string;
  readonly activity: Activity;
}

/** Sends and counts. Rejects when the server stays away; what it took before stays taken. */
export async function sendActivities(
  post: (activities: readonly Activity[]) => Promise<readonly ActivityResult[]>,
  items: readonly PlacedActivity[],
): Promise<ImportOutcome> {
  const counts = { ...NO_COUNTS };
  const refusals: Refusal[] = [];
  if (items.length === 0) return { counts, refusals };
  const results = await post(items.map((item) => item.activity));
  for (const [index, result] of results.entries()) {
    counts[result.status] += 1;
    const item = items[index];
    if (item === undefined || !('problem' in result)) continue;
    refusals.push({
      place: item.place,
      id: item.activity.id,
      status: result.status,
      reason: describeProblem(result.problem),
    });
  }
  return { counts, refusals };
}
