// When to try again, and after how long. Full jitter spreads clients that were turned away together.

/** Bounds of trying again. */
export interface RetryOptions {
  /** Attempts in all, the first included. Default 8. */
  readonly maxAttempts: number;
  /** The first pause is at most this long; each further one at most double. Default 200. */
  readonly baseDelayMs: number;
  /** No pause of our own is longer; a server's Retry-After may be, up to `maxRetryAfterMs`. Default 10,000. */
  readonly maxDelayMs: number;
  /** A server that asks for more patience than this is not waited for. Default 60,000. */
  readonly maxRetryAfterMs: number;
}

export const DEFAULT_RETRY: RetryOptions = {
  maxAttempts: 8,
  baseDelayMs: 200,
  maxDelayMs: 10_000,
  maxRetryAfterMs: 60_000,
};

/**
 * Milliseconds to wait before attempt `attempt + 1`, or null to give up. `attempt` counts from 1;
 * `random` is in [0, 1). A Retry-After is a floor, with jitter above it.
 */
export function computeRetryDelay(
  options: RetryOptions,
  attempt: number,
  retryAfterMs: number | null,
  random: number,
): number | null {
  if (attempt >= options.maxAttempts) return null;
  if (retryAfterMs !== null && retryAfterMs > options.maxRetryAfterMs) return null;
  const ceiling = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (attempt - 1));
  return Math.round((retryAfterMs ?? 0) + random * ceiling);
}

/** Reads `Retry-After`: seconds or an HTTP date. Null where it is absent or says nothing. */
export function parseRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

/** Statuses by which a server says "not now": nothing was done, trying again is right whatever was asked. */
export function isRetryableStatus(status: number): boolean {
  return status === 429 || status === 503;
}

/** A fault on the server's side or between it and us; what was asked may have been done or not. */
export function isServerFault(status: number): boolean {
  return status >= 500;
}
