// What capture counts: activities by what became of them.
import type { Metrics } from '@copse/observability';

/** What can become of an activity at the door. */
export type CountedOutcome = 'created' | 'same' | 'conflict' | 'refused' | 'failed';

export interface CaptureMetrics {
  count(outcome: CountedOutcome, activities?: number): void;
}

/** Registers the counter; asked twice, it is the same one. */
export function createCaptureMetrics(metrics: Metrics): CaptureMetrics {
  const activities = metrics.counter({
    name: 'copse_capture_activities_total',
    help: 'Activities posted, by what became of them',
    labelNames: ['outcome'],
  });
  return { count: (outcome, count = 1) => activities.inc({ outcome }, count) };
}
