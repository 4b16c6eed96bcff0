// Capturing: prepare, append, say what became of each. One activity shares its flush with other callers;
// batches share statements among themselves.
import type { BatchOutcome, EventMetadata, FirstEventOutcome, GroupCommit } from '@copse/event-store';
import { prepareActivities, type CheckedActivity, type PreparationTools } from './prepare-activities.ts';

/** Who sends, and in which trace. */
export interface CaptureContext {
  readonly tenant: string;
  readonly meta: EventMetadata;
}

/** What became of an activity, under the reference it has from now on. */
export interface CaptureResult<Outcome> {
  readonly activityRef: string;
  readonly outcome: Outcome;
}

/** Takes in activities whose shape and rules were checked. Rejects with OverloadedError past a bound. */
export interface Capture {
  /** Resolves once the activity is durable, or known before. */
  one(context: CaptureContext, activity: CheckedActivity): Promise<CaptureResult<FirstEventOutcome>>;
  /** A result for each, in order; a row the log cannot take fails alone. */
  many(
    context: CaptureContext,
    activities: readonly CheckedActivity[],
  ): Promise<readonly CaptureResult<BatchOutcome>[]>;
}

/** What capturing writes to. */
export type ActivityLog = Pick<GroupCommit, 'append' | 'appendBatch'>;

/** Creates capturing over a log. */
export function createCapture(tools: PreparationTools, log: ActivityLog): Capture {
  return {
    one: async ({ tenant, meta }, activity) => {
      const [prepared] = await prepareActivities(tools, tenant, [activity], meta);
      if (prepared === undefined) throw new Error('an activity was prepared to nothing');
      return { activityRef: prepared.activityRef, outcome: await log.append(prepared.row) };
    },
    many: async ({ tenant, meta }, activities) => {
      const prepared = await prepareActivities(tools, tenant, activities, meta);
      const outcomes = await log.appendBatch(prepared.map(({ row }) => row));
      return prepared.map(({ activityRef }, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined) throw new Error('the log answered fewer outcomes than it got rows');
        return { activityRef, outcome };
      });
    },
  };
}
