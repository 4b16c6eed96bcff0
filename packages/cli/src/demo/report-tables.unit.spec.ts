import { describe, expect, it } from 'vitest';
import { formatFigure } from './report-tables.ts';

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
