import { describe, expect, it } from 'vitest';
import { walkWindows } from '../../test/fold-calendar.ts';
import { cutWindows, parseInstant, parseLocalDate, TooManyWindowsError, type Grain } from './windows.ts';

const HOUR_MS = 3_600_000;

function cut(from: string, to: string, grain: Grain, timeZone: string, maxWindows = 400) {
  return cutWindows({
    fromMs: parseLocalDate(from, timeZone),
    toMs: parseLocalDate(to, timeZone),
    grain,
    timeZone,
    maxWindows,
  });
}

describe('cutting a span', () => {
  it('gives days of 23 and 25 hours where clocks change', () => {
    const spring = cut('2024-03-30', '2024-04-01', 'day', 'Europe/Lisbon');
    expect(spring.windows.map(({ fromMs, toMs }) => (toMs - fromMs) / HOUR_MS)).toEqual([24, 23]);
    const autumn = cut('2024-10-27', '2024-10-28', 'day', 'Europe/Lisbon');
    expect(autumn.windows.map(({ fromMs, toMs }) => (toMs - fromMs) / HOUR_MS)).toEqual([25]);
  });

  it('begins a day that has no midnight at its first instant', () => {
    // Beirut 2024: clocks went from 00:00 to 01:00 on 31 March.
    expect(parseLocalDate('2024-03-31', 'Asia/Beirut')).toBe(Date.UTC(2024, 2, 30, 22));
    expect(new Date(parseLocalDate('2024-04-01', 'Asia/Beirut')).toISOString()).toBe(
      '2024-03-31T21:00:00.000Z',
    );
  });

  it('begins weeks on Monday and marks those that the span cuts', () => {
    // 2024-05-01 is a Wednesday.
    const { windows } = cut('2024-05-01', '2024-05-14', 'week', 'UTC');
    expect(windows.map(({ fromMs, toMs, partial }) => [fromMs, toMs, partial])).toEqual([
      [Date.UTC(2024, 4, 1), Date.UTC(2024, 4, 6), true],
      [Date.UTC(2024, 4, 6), Date.UTC(2024, 4, 13), false],
      [Date.UTC(2024, 4, 13), Date.UTC(2024, 4, 14), true],
    ]);
    expect(windows[0]?.period).toEqual({ fromMs: Date.UTC(2024, 3, 29), toMs: Date.UTC(2024, 4, 6) });
  });

  it('names the whole periods before and after, also outside the span', () => {
    const plan = cut('2024-02-15', '2024-04-01', 'month', 'UTC');
    expect(plan.shiftPeriods(-1)).toEqual([
      { fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2024, 1, 1) },
      { fromMs: Date.UTC(2024, 1, 1), toMs: Date.UTC(2024, 2, 1) },
    ]);
    expect(plan.shiftPeriods(2).at(-1)).toEqual({ fromMs: Date.UTC(2024, 4, 1), toMs: Date.UTC(2024, 5, 1) });
  });

  it('cuts quarters at January, April, July and October', () => {
    const { windows } = cut('2023-11-01', '2024-07-01', 'quarter', 'UTC');
    expect(windows.map(({ fromMs }) => new Date(fromMs).toISOString().slice(0, 10))).toEqual([
      '2023-11-01',
      '2024-01-01',
      '2024-04-01',
    ]);
  });

  it('leaves out a day that a zone skipped, also as a neighbour', () => {
    // Samoa went over the date line at the end of 29 December 2011 (10:00 UTC on the 30th); the next day was the 31st.
    const plan = cut('2011-12-28', '2012-01-02', 'day', 'Pacific/Apia');
    const days = [28, 29, 31, 32].map((day) => Date.UTC(2011, 11, day, 10) - (day > 30 ? 24 : 0) * HOUR_MS);
    expect(plan.windows.map(({ fromMs }) => fromMs)).toEqual(days);
    expect(plan.windows.every(({ fromMs, toMs }) => fromMs < toMs)).toBe(true);
    expect(
      plan
        .shiftPeriods(-1)
        .map(({ fromMs }) => fromMs)
        .slice(1),
    ).toEqual(days.slice(0, -1));
    expect(
      plan
        .shiftPeriods(2)
        .map(({ fromMs }) => fromMs)
        .slice(0, 2),
    ).toEqual(days.slice(2));
    expect(plan.windows.some(({ partial }) => partial)).toBe(false);
  });

  it('takes the whole span as one, with neighbours as long on the local clock', () => {
    const plan = cut('2024-03-25', '2024-04-01', 'window', 'Europe/Lisbon');
    expect(plan.windows).toHaveLength(1);
    // The week has 167 hours; the one before and the one after have 168.
    expect(plan.shiftPeriods(-1)[0]?.fromMs).toBe(parseLocalDate('2024-03-18', 'Europe/Lisbon'));
    expect(plan.shiftPeriods(1)[0]?.toMs).toBe(parseLocalDate('2024-04-08', 'Europe/Lisbon'));
    expect(plan.shiftPeriods(2)[0]?.fromMs).toBe(parseLocalDate('2024-04-08', 'Europe/Lisbon'));
  });

  it('refuses more windows than the bound', () => {
    expect(cut('2024-01-01', '2024-01-11', 'day', 'UTC', 10).windows).toHaveLength(10);
    expect(() => cut('2024-01-01', '2024-01-12', 'day', 'UTC', 10)).toThrow(TooManyWindowsError);
  });

  it('reads instants with offsets and refuses days that do not exist', () => {
    expect(parseInstant('2024-03-10T12:00:00+01:00')).toBe(Date.UTC(2024, 2, 10, 11));
    expect(() => parseInstant('2024-02-30T00:00:00Z')).toThrow(RangeError);
    expect(() => parseLocalDate('2023-02-29', 'UTC')).toThrow(RangeError);
  });

  it.each([
    'Europe/Lisbon',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/Havana',
    'Asia/Beirut',
    'America/Scoresbysund',
  ])('agrees with a walk through a year of %s, by quarters of an hour', (timeZone) => {
    const span = { fromMs: Date.UTC(2024, 0, 3, 5), toMs: Date.UTC(2024, 10, 20, 7) };
    for (const grain of ['day', 'week', 'month', 'quarter'] as const) {
      const walked = walkWindows(span, grain, timeZone, 1);
      const plan = cutWindows({ ...span, grain, timeZone, maxWindows: 400 });
      expect(plan.windows.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual(
        walked.windows.map(({ fromMs, toMs }) => [fromMs, toMs]),
      );
    }
  });
});
