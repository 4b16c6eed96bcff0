// Seeded chance: the same seed gives the same year, on every machine.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** How many independent rare things happen when `mean` are expected. */
  poisson(mean: number): number;
  /** Positive, half of the draws below `median`; `spread` is the standard deviation of its logarithm. */
  lognormal(median: number, spread: number): number;
  pick<T>(items: readonly T[]): T;
  /** One of the items, each as likely as its weight; null where all weigh nothing. */
  pickWeighted<T>(items: readonly T[], weightOf: (item: T) => number): T | null;
}

/** Draws of one seed. */
export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const next = (): number => uniformFloat64(generator);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    chance: (probability) => next() < probability,
    poisson(mean) {
      // Knuth's method: fine for the small means of a week.
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = next(); product > limit; product *= next()) count += 1;
      return count;
    },
    lognormal: (median, spread) => median * Math.exp(spread * normal()),
    pick<T>(items: readonly T[]): T {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    pickWeighted(items, weightOf) {
      const total = items.reduce((sum, item) => sum + weightOf(item), 0);
      if (total <= 0) return null;
      let rest = next() * total;
      for (const item of items) {
        rest -= weightOf(item);
        if (rest < 0) return item;
      }
      return items.at(-1) ?? null;
    },
  };
}
