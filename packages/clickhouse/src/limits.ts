// What one query may cost. No query runs without these: a runaway one must not take the engine with it.
import type { ClickHouseSettings } from '@clickhouse/client';

/** Bounds of one query. */
export interface QueryLimits {
  /** The engine ends the query after this; it is checked between blocks, so it may run a little longer. */
  readonly maxExecutionMs: number;
  readonly maxMemoryBytes: number;
  /** More rows than this are an error, never a cut result. */
  readonly maxResultRows: number;
  readonly maxThreads: number;
}

/** Bounds of a query that somebody waits for. */
export const DEFAULT_LIMITS: QueryLimits = {
  maxExecutionMs: 15_000,
  maxMemoryBytes: 1_073_741_824,
  maxResultRows: 1_000_000,
  maxThreads: 2,
};

/** The engine's settings for these limits, with `origin` (who asks, such as `analytics/indicator/E1`) as the query's comment. */
export function toSettings(limits: QueryLimits, origin: string): ClickHouseSettings {
  return {
    log_comment: origin,
    max_execution_time: limits.maxExecutionMs / 1000,
    timeout_overflow_mode: 'throw',
    max_memory_usage: String(limits.maxMemoryBytes),
    max_result_rows: String(limits.maxResultRows),
    result_overflow_mode: 'throw',
    max_threads: limits.maxThreads,
  };
}
