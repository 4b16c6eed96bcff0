import type { IndicatorAnswer } from '@copse/client';
import { describe, expect, it } from 'vitest';
import { formatFigure, formatIndicators, formatMatrix } from './report-tables.ts';

const format = (value: number | null, unit: string): string =>
  formatFigure({ value, unit, nullReason: 'nobody-active-before' });

describe('a figure in a table', () => {
  it('is written in its unit', () => {
    expect(format(0.117, 'share')).toBe('11.7 %');
    expect(format(1, 'share')).toBe('100.0 %');
    expect(format(0, 'share')).toBe('0.0 %');
    expect(format(1771 / 11_961_222, 'share')).toBe('0.015 %');
    expect(format(2.84, 'hours')).toBe('2.8 h');
    expect(format(79.2, 'hours')).toBe('3.3 days');
    expect(format(403, 'count')).toBe('403');
    expect(format(0.46612, 'index')).toBe('0.466');
  });

  it('that there is not says why', () => {
    expect(format(null, 'share')).toBe('– (nobody-active-before)');
  });
});

/** The figures of two quarters, or of the whole they make. */
function answer(id: string, slug: string, values: readonly number[]): IndicatorAnswer {
  const windows = values.map((value, index) => ({
    window: { from: `2024-0${index * 3 + 1}-01`, to: `2024-0${index * 3 + 4}-01`, partial: false },
    value,
    unit: 'share',
    numerator: null,
    denominator: null,
    n: 40,
    nullReason: null,
    parts: [],
    dataAsOf: null,
    complete: true,
  }));
  return {
    id,
    slug,
    name: slug,
    unit: 'share',
    formulaVersion: 1,
    cycle: 'immediate',
    dataAsOf: null,
    values: windows,
  };
}

describe('what compares a period with its neighbour', () => {
  const whole = [
    answer('E2', 'participation-rate', [0.6]),
    answer('E9', 'cohort-retention', [0]),
    answer('E10', 'period-retention', [0]),
  ];

  it('has no figure where the neighbour lies outside all that was recorded', () => {
    const table = formatIndicators(whole, [
      answer('E2', 'participation-rate', [0.3, 0.4]),
      answer('E9', 'cohort-retention', [0.5, 0]),
      answer('E10', 'period-retention', [0, 0.7]),
    ]);
    const rows = table.split('\n').map((line) => line.split('│').map((cell) => cell.trim()));
    const rowOf = (id: string) => rows.find((cells) => cells[1] === id)?.slice(3, -1);
    expect(rowOf('E2')).toEqual(['60.0 %', '40', '30.0 %', '40.0 %']);
    expect(rowOf('E9')).toEqual(['– (nothing after it)', '', '50.0 %', '–']);
    expect(rowOf('E10')).toEqual(['– (nothing before it)', '', '–', '70.0 %']);
  });

  it('stands in no cell of the matrix, which is about the whole span', () => {
    const stories = { count: 0, positiveSteps: 0, negativeSteps: 0 };
    const table = formatMatrix({
      community: { key: 'makers', name: 'Makers' },
      frameworkVersion: '2020',
      cells: [{ cycle: 'immediate', indicators: whole, stories, finding: null }],
      beside: [],
      evaluation: [],
    });
    expect(table).toContain('participation-rate: 60.0 %');
    expect(table).not.toContain('retention');
  });
});
