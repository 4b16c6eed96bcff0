// A year of 52 weeks that ended before the demo was written, moved a little by the seed.
const WEEK_MS = 7 * 86_400_000;
export const HOUR_MS = 3_600_000;
export const WEEKS = 52;

/** The Monday the latest year ends on; others end up to half a year earlier. */
const LATEST_END_MS = Date.UTC(2025, 5, 30);

export interface Year {
  readonly fromMs: number;
  readonly toMs: number;
  /** Milliseconds of a week's begin, from 0 to 52. */
  weekMs(week: number): number;
}

/** The year of a seed. */
export function yearOf(seed: number): Year {
  const toMs = LATEST_END_MS - (Math.abs(seed) % 26) * WEEK_MS;
  const fromMs = toMs - WEEKS * WEEK_MS;
  return { fromMs, toMs, weekMs: (week) => fromMs + week * WEEK_MS };
}

export function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}
