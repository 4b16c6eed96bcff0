// Inequality of a distribution, from its histogram: exact, since everything is counted in integers.

/** How many have exactly this much. Values are whole, at least 0; counts are whole, at least 1. */
export interface Bin {
  readonly value: number;
  readonly count: number;
}

/** A histogram from pairs of a value and its count, values rising. */
export function fromPairs(pairs: readonly (readonly [value: number, count: number])[]): readonly Bin[] {
  return pairs.map(([value, count]) => ({ value, count }));
}

/** Turns single values into a histogram with rising values. */
export function toHistogram(values: Iterable<number>): readonly Bin[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).toSorted((a, b) => a.value - b.value);
}

/**
 * The Gini index Σ|x_i−x_j| / (2n²x̄) as a fraction of integers: Σ(2i−n−1)·x_i over n·Σx_i, with x in rising
 * order. The denominator is 0 for nobody, or where nobody has anything. `histogram` has rising values.
 */
export function measureGini(histogram: readonly Bin[]): { numerator: number; denominator: number } {
  const people = sumCounts(histogram);
  let below = 0;
  let weighted = 0;
  let total = 0;
  for (const { value, count } of histogram) {
    // Ranks below+1 … below+count share one value: Σ(2i−n−1) over them is count·(2·below + count − n).
    weighted += value * count * (2 * below + count - people);
    total += value * count;
    below += count;
  }
  return { numerator: weighted, denominator: people * total };
}

/**
 * The fewest who together hold at least half of everything; null where there is nothing to hold.
 * `histogram` has rising values.
 */
export function measureAbsenceFactor(histogram: readonly Bin[]): number | null {
  const total = histogram.reduce((sum, { value, count }) => sum + value * count, 0);
  if (total === 0) return null;
  let held = 0;
  let people = 0;
  for (const { value, count } of histogram.toReversed()) {
    const missing = Math.ceil((total / 2 - held) / value);
    if (missing <= count) return people + missing;
    held += value * count;
    people += count;
  }
  return people;
}

/** How many there are. */
export function sumCounts(histogram: readonly Bin[]): number {
  return histogram.reduce((sum, { count }) => sum + count, 0);
}
