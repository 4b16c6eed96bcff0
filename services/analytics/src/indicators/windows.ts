// Cuts a span of time into half-open windows at the community's own midnights. Periods are calendar
// periods there: a day may have 23 or 25 hours, a week starts on Monday.
import { Temporal } from 'temporal-polyfill';

/** How a span is cut; `window` takes it as one. */
export const GRAINS = ['day', 'week', 'month', 'quarter', 'window'] as const;
export type Grain = (typeof GRAINS)[number];

/** A half-open span in milliseconds since 1970, UTC. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One window of an answer. */
export interface Window extends Period {
  /** The whole calendar period the window lies in; the window itself where the grain is `window`. */
  readonly period: Period;
  /** The span cuts the period short: the figure is about a part of it. */
  readonly partial: boolean;
}

/** The windows of a question, in order and without gaps. */
export interface WindowPlan {
  readonly grain: Grain;
  readonly timeZone: string;
  readonly windows: readonly Window[];
  /** For each window the whole period `count` periods later (earlier where negative). */
  shiftPeriods(count: number): readonly Period[];
}

/** The span would give more windows than an answer may have. */
export class TooManyWindowsError extends Error {
  override readonly name = 'TooManyWindowsError';
  readonly maxWindows: number;
  constructor(grain: Grain, maxWindows: number) {
    super(
      `from and to are more than ${maxWindows} windows of a ${grain} apart; ask for less, or for a coarser grain`,
    );
    this.maxWindows = maxWindows;
  }
}

export interface WindowQuestion extends Period {
  readonly grain: Grain;
  /** An IANA name that exists. */
  readonly timeZone: string;
  readonly maxWindows: number;
}

/** Cuts `fromMs` to `toMs`. `fromMs` lies before `toMs`. Throws TooManyWindowsError. */
export function cutWindows(question: WindowQuestion): WindowPlan {
  return question.grain === 'window' ? planWhole(question) : planCalendar(question, question.grain);
}

type CalendarGrain = Exclude<Grain, 'window'>;

function planCalendar(question: WindowQuestion, grain: CalendarGrain): WindowPlan {
  const { fromMs, toMs, timeZone, maxWindows } = question;
  const periodAt = walkPeriods(
    findPeriodStart(localTime(fromMs, timeZone).toPlainDate(), grain),
    grain,
    timeZone,
  );
  const windows: Window[] = [];
  for (let period = periodAt(0); period.fromMs < toMs; period = periodAt(windows.length)) {
    if (windows.length >= maxWindows) throw new TooManyWindowsError(grain, maxWindows);
    const partial = period.fromMs < fromMs || period.toMs > toMs;
    windows.push({
      fromMs: Math.max(period.fromMs, fromMs),
      toMs: Math.min(period.toMs, toMs),
      period,
      partial,
    });
  }
  return {
    grain,
    timeZone,
    windows,
    shiftPeriods: (count) => windows.map((_, index) => periodAt(index + count)),
  };
}

/**
 * Counts periods from the one that begins on `first`, in both directions. A day that a zone skipped, going over
 * the date line, holds no time and is left out.
 */
function walkPeriods(
  first: Temporal.PlainDate,
  grain: CalendarGrain,
  timeZone: string,
): (index: number) => Period {
  const walk = (step: 1 | -1) => {
    const found: Period[] = [];
    let calendarIndex = step === 1 ? 0 : -1;
    return (position: number): Period => {
      for (let period = found[position]; ; period = found[position]) {
        if (period !== undefined) return period;
        const next = {
          fromMs: findMidnight(addPeriods(first, grain, calendarIndex), timeZone),
          toMs: findMidnight(addPeriods(first, grain, calendarIndex + 1), timeZone),
        };
        calendarIndex += step;
        if (next.fromMs < next.toMs) found.push(next);
      }
    };
  };
  const [forth, back] = [walk(1), walk(-1)];
  return (index) => (index >= 0 ? forth(index) : back(-index - 1));
}

/** One window. Its neighbours have the same length on the local clock: a week stays a week across a change of clocks. */
function planWhole({ fromMs, toMs, timeZone }: WindowQuestion): WindowPlan {
  const from = localTime(fromMs, timeZone).toPlainDateTime();
  const to = localTime(toMs, timeZone).toPlainDateTime();
  const length = from.until(to, { largestUnit: 'day' });
  const shift = (local: Temporal.PlainDateTime, count: number): number => {
    let moved = local;
    for (let step = 0; step < Math.abs(count); step += 1)
      moved = count > 0 ? moved.add(length) : moved.subtract(length);
    return moved.toZonedDateTime(timeZone).epochMilliseconds;
  };
  const period = { fromMs, toMs };
  return {
    grain: 'window',
    timeZone,
    windows: [{ ...period, period, partial: false }],
    shiftPeriods: (count) => [
      {
        fromMs: count === 1 ? toMs : shift(from, count),
        toMs: count === -1 ? fromMs : shift(to, count),
      },
    ],
  };
}

/** An RFC 3339 instant such as `2024-03-10T12:00:00+01:00`. Throws RangeError where there is none. */
export function parseInstant(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds;
}

/** The instant a local date such as `2024-03-10` begins. Throws RangeError where there is no such date. */
export function parseLocalDate(date: string, timeZone: string): number {
  return findMidnight(Temporal.PlainDate.from(date), timeZone);
}

/** The instant a local date begins; where clocks skip midnight, the first instant after it. */
function findMidnight(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}

function localTime(epochMs: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
}

function findPeriodStart(date: Temporal.PlainDate, grain: CalendarGrain): Temporal.PlainDate {
  switch (grain) {
    case 'day':
      return date;
    case 'week':
      return date.subtract({ days: date.dayOfWeek - 1 });
    case 'month':
      return date.with({ day: 1 });
    case 'quarter':
      return date.with({ month: date.month - ((date.month - 1) % 3), day: 1 });
  }
}

function addPeriods(date: Temporal.PlainDate, grain: CalendarGrain, count: number): Temporal.PlainDate {
  switch (grain) {
    case 'day':
      return date.add({ days: count });
    case 'week':
      return date.add({ weeks: count });
    case 'month':
      return date.add({ months: count });
    case 'quarter':
      return date.add({ months: 3 * count });
  }
}
