import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureAbsenceFactor, measureGini, toHistogram } from './distribution.ts';

describe('the Gini index', () => {
  it('is 0 where everybody has the same and 1−1/n where one has everything', () => {
    expect(measureGini(toHistogram([3, 3, 3]))).toEqual({ numerator: 0, denominator: 27 });
    expect(measureGini(toHistogram([0, 0, 0, 8]))).toEqual({ numerator: 24, denominator: 32 });
  });

  it('follows the formula by hand', () => {
    // x = 1, 2, 5: Σ|x_i−x_j| = 2·(1+4+3) = 16; 2n²x̄ = 2·9·8/3 = 48; 16/48 = 1/3.
    const { numerator, denominator } = measureGini(toHistogram([5, 1, 2]));
    expect(numerator / denominator).toBe(1 / 3);
  });

  it('has nothing to divide by for nobody', () => {
    expect(measureGini([])).toEqual({ numerator: 0, denominator: 0 });
  });

  it('equals the sum over all pairs', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 30 }), (values) => {
        let differences = 0;
        for (const a of values) for (const b of values) differences += Math.abs(a - b);
        const total = values.reduce((sum, value) => sum + value, 0);
        expect(measureGini(toHistogram(values))).toEqual({
          numerator: differences / 2,
          denominator: values.length * total,
        });
      }),
    );
  });
});

describe('the absence factor', () => {
  it.each([
    [[10], 1],
    [[5, 5], 1],
    [[4, 3, 3], 2],
    [[1, 1, 1, 1], 2],
    [[1, 1, 1, 1, 1], 3],
    [[6, 1, 1, 1, 1, 1, 1], 1],
  ])('of %j is %i', (values, expected) => {
    expect(measureAbsenceFactor(toHistogram(values))).toBe(expected);
  });

  it('is nobody’s where there is nothing', () => {
    expect(measureAbsenceFactor([])).toBeNull();
    expect(measureAbsenceFactor(toHistogram([0, 0]))).toBeNull();
  });

  it('is the least k whose top k hold half', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 }), (values) => {
        const falling = values.toSorted((a, b) => b - a);
        const total = values.reduce((sum, value) => sum + value, 0);
        const top = (k: number): number => falling.slice(0, k).reduce((sum, value) => sum + value, 0);
        const k = measureAbsenceFactor(toHistogram(values)) ?? 0;
        expect(2 * top(k)).toBeGreaterThanOrEqual(total);
        expect(2 * top(k - 1)).toBeLessThan(total);
      }),
    );
  });
});
