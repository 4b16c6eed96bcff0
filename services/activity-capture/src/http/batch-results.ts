// The answer to a batch: one result for each item, in the order sent, each with the status it would have
// had alone.
import type { BatchOutcome } from '@copse/event-store';
import type { Problem } from '@copse/http';
import type { CaptureResult } from '../ingest/capture.ts';
import type { ActivityBatchItem } from './activities.schemas.ts';
import { describeConflict, describeUnstorable, type CheckedItem } from './activity-check.ts';

const STORED = { created: 201, same: 200 } as const;

/** Puts what became of the stored items among the refusals of the others. `captured` has the order of the former. */
export function composeBatchResults(
  items: readonly CheckedItem[],
  captured: readonly CaptureResult<BatchOutcome>[],
): ActivityBatchItem[] {
  let next = 0;
  return items.map((item, index) => {
    if ('refusal' in item) return describeRefusal(index, item.refusal);
    const result = captured[next];
    if (result === undefined) throw new Error('fewer activities were captured than passed the check');
    next += 1;
    return describeResult(index, result);
  });
}

function describeRefusal(index: number, refusal: Problem): ActivityBatchItem {
  return { index, status: 'refused', httpStatus: refusal.status, problem: refusal.details };
}

function describeResult(
  index: number,
  { activityRef, outcome }: CaptureResult<BatchOutcome>,
): ActivityBatchItem {
  if (typeof outcome === 'object') return describeRefusal(index, describeUnstorable());
  if (outcome === 'conflict') {
    const conflict = describeConflict(activityRef);
    return { index, status: outcome, httpStatus: conflict.status, activityRef, problem: conflict.details };
  }
  return { index, status: outcome, httpStatus: STORED[outcome], activityRef };
}
