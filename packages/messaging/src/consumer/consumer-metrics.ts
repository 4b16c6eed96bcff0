// What a consumer tells about itself: lag, dead letters, flush time, and when it last got on. Liveness is
// progress: lag above zero without a commit for long is the alarm.
import type { Metrics } from '@copse/observability';

const FLUSH_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const labelNames = ['group', 'topic'];

/** Measures of one consumer group in this process. */
export interface ConsumerMetrics {
  countEvents(topic: string, count: number): void;
  countSkipped(topic: string, code: string): void;
  countDeadLetter(topic: string, code: string): void;
  countFlushFailure(): void;
  observeFlush(seconds: number): void;
  setLag(topic: string, records: number): void;
  setLastCommit(atMs: number): void;
}

/** Registers the metrics of a group. */
export function createConsumerMetrics(metrics: Metrics, group: string): ConsumerMetrics {
  const events = metrics.counter({
    name: 'copse_consumer_events_total',
    help: 'Valid events taken in',
    labelNames,
  });
  const skipped = metrics.counter({
    name: 'copse_consumer_skipped_total',
    help: 'Records left out',
    labelNames: [...labelNames, 'code'],
  });
  const dead = metrics.counter({
    name: 'copse_consumer_dead_letters_total',
    help: 'Records put aside in the dead-letter topic',
    labelNames: [...labelNames, 'code'],
  });
  const lag = metrics.gauge({
    name: 'copse_consumer_lag_records',
    help: 'Records known and not flushed yet',
    labelNames,
  });
  const failures = metrics.counter({
    name: 'copse_consumer_flush_failures_total',
    help: 'Flushes and commits that failed and were tried again',
    labelNames: ['group'],
  });
  const seconds = metrics.histogram({
    name: 'copse_consumer_flush_seconds',
    help: 'Time of a flush, waits for a target that is away included',
    labelNames: ['group'],
    buckets: FLUSH_BUCKETS_SECONDS,
  });
  const commit = metrics.gauge({
    name: 'copse_consumer_last_commit_timestamp_seconds',
    help: 'When offsets were last committed',
    labelNames: ['group'],
  });
  return {
    countEvents: (topic, count) => events.inc({ group, topic }, count),
    countSkipped: (topic, code) => skipped.inc({ group, topic, code }),
    countDeadLetter: (topic, code) => dead.inc({ group, topic, code }),
    countFlushFailure: () => failures.inc({ group }),
    observeFlush: (duration) => seconds.observe({ group }, duration),
    setLag: (topic, records) => lag.set({ group, topic }, records),
    setLastCommit: (atMs) => commit.set({ group }, atMs / 1000),
  };
}
