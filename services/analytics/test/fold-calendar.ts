// The oracle's calendar: walks through time by quarters of an hour and notes where the local date
// changes. Slow, and with nothing in common with the calendar it checks.
import type { Grain, Period } from '../src/indicators/windows.ts';

const STEP_MS = 900_000;
const DAY_MS = 86_400_000;

export interface FoldWindow extends Period {
  readonly period: Period;
}

export interface FoldWindows {
  readonly windows: readonly FoldWindow[];
  /** The period `count` after (before, where negative) the one window number `index` lies in. */
  periodAfter(index: number, count: number): Period;
}

/** Cuts a span; `reach` is how many periods before and after will be asked for. `grain` is no `window`. */
export function walkWindows(
  span: Period,
  grain: Exclude<Grain, 'window'>,
  timeZone: string,
  reach: number,
): FoldWindows {
  const margin = (reach + 2) * { day: 2, week: 8, month: 32, quarter: 94 }[grain] * DAY_MS;
  const starts = walkStarts(span.fromMs - margin, span.toMs + margin, grain, timeZone);
  const periods = starts
    .slice(0, -1)
    .map((fromMs, index) => ({ fromMs, toMs: starts[index + 1] ?? Number.NaN }));
  const first = periods.findIndex((period) => period.toMs > span.fromMs);
  const touched = periods.filter((period) => period.toMs > span.fromMs && period.fromMs < span.toMs);
  return {
    windows: touched.map((period) => ({
      fromMs: Math.max(period.fromMs, span.fromMs),
      toMs: Math.min(period.toMs, span.toMs),
      period,
    })),
    periodAfter(index, count) {
      const period = periods[first + index + count];
      if (period === undefined) throw new Error('walked too short a way');
      return period;
    },
  };
}

function walkStarts(fromMs: number, toMs: number, grain: string, timeZone: string): readonly number[] {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const starts: number[] = [];
  let before: string | undefined;
  for (let at = Math.floor(fromMs / STEP_MS) * STEP_MS; at <= toMs; at += STEP_MS) {
    const date = format.format(at);
    if (before !== undefined && date !== before && beginsPeriod(date, grain)) starts.push(at);
    before = date;
  }
  return starts;
}

function beginsPeriod(date: string, grain: string): boolean {
  const [, month = '', day = ''] = date.split('-');
  if (grain === 'day') return true;
  if (grain === 'week') return new Date(`${date}T00:00:00Z`).getUTCDay() === 1;
  return day === '01' && (grain === 'month' || ['01', '04', '07', '10'].includes(month));
}
