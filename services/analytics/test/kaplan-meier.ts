// Survival of waits, some of them still open, by Kaplan and Meier (1958). Exact: the product is kept as a
// fraction of integers and compared without dividing.

/** One wait: how long it has lasted, and whether it ended (true) or was last seen open (false). */
export interface Wait {
  readonly duration: number;
  readonly ended: boolean;
}

/**
 * The shortest duration at which survival is at most `bound` (a fraction, such as 1/2 for the median), or
 * null where it stays above. A wait seen open at the instant another ends is still at risk there.
 */
export function findSurvivalTime(
  waits: readonly Wait[],
  bound: { readonly numerator: number; readonly denominator: number },
): number | null {
  const sorted = waits.toSorted((a, b) => a.duration - b.duration);
  let alive = 1n;
  let whole = 1n;
  let index = 0;
  while (index < sorted.length) {
    const duration = sorted[index]?.duration ?? 0;
    const atRisk = sorted.length - index;
    let ended = 0;
    for (; sorted[index]?.duration === duration; index += 1) if (sorted[index]?.ended === true) ended += 1;
    if (ended === 0) continue;
    alive *= BigInt(atRisk - ended);
    whole *= BigInt(atRisk);
    if (alive * BigInt(bound.denominator) <= whole * BigInt(bound.numerator)) return duration;
  }
  return null;
}
