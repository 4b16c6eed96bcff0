// From what a query says about time to windows, with a refusal that says which part is wrong.
import { problem, type RequestFault } from '@copse/http';
import {
  cutWindows,
  parseInstant,
  parseLocalDate,
  TooManyWindowsError,
  type Grain,
  type Period,
  type WindowPlan,
} from '../indicators/windows.ts';

/** The most windows one answer may have. */
export const WINDOWS_MAX = 400;

/** What the tables can hold. */
const EARLIEST_MS = Date.UTC(1900, 0, 1);
const LATEST_MS = Date.UTC(2299, 11, 31);

export interface SpanQuery {
  readonly from: string;
  readonly to: string;
}

/** Reads the two bounds; dates are midnights in the zone. Throws problem 422. */
export function readSpan({ from, to }: SpanQuery, timeZone: string): Period {
  return readPeriod({ from: ['from', from], to: ['to', to] }, timeZone);
}

/** A bound's name in the query, and its text. */
type Bound = readonly [name: string, text: string];

function readPeriod({ from, to }: { readonly from: Bound; readonly to: Bound }, timeZone: string): Period {
  const fromMs = readBound(from, timeZone);
  const toMs = readBound(to, timeZone);
  if (fromMs >= toMs)
    throw refuse(
      'span-empty',
      to[0],
      `${from.join(' (')}) must lie before ${to.join(' (')}); windows are half-open`,
    );
  return { fromMs, toMs };
}

/** Reads the bounds of a second span; null where there is none. Throws problem 422, also where one is missing. */
export function readSecondSpan(
  { alsoFrom, alsoTo }: { readonly alsoFrom?: string; readonly alsoTo?: string },
  timeZone: string,
): Period | null {
  if (alsoFrom === undefined && alsoTo === undefined) return null;
  if (alsoFrom === undefined || alsoTo === undefined) {
    const missing = alsoFrom === undefined ? 'alsoFrom' : 'alsoTo';
    throw refuse('span-open', missing, 'alsoFrom and alsoTo go together: send both or none');
  }
  return readPeriod({ from: ['alsoFrom', alsoFrom], to: ['alsoTo', alsoTo] }, timeZone);
}

/** Cuts the span by the grain. Throws problem 422 beyond WINDOWS_MAX windows. */
export function planWindows(span: Period, grain: Grain, timeZone: string): WindowPlan {
  try {
    return cutWindows({ ...span, grain, timeZone, maxWindows: WINDOWS_MAX });
  } catch (error) {
    if (error instanceof TooManyWindowsError)
      throw refuse(
        'too-many-windows',
        'grain',
        `${error.message} (at most ${WINDOWS_MAX} windows in one answer)`,
      );
    throw error;
  }
}

function readBound([name, text]: Bound, timeZone: string): number {
  const instant = parseBound([name, text], timeZone);
  if (instant < EARLIEST_MS || instant > LATEST_MS)
    throw refuse('instant-out-of-range', name, `${name} (${text}) lies outside 1900 to 2299`);
  return instant;
}

function parseBound([name, text]: Bound, timeZone: string): number {
  try {
    return text.includes('T') ? parseInstant(text) : parseLocalDate(text, timeZone);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refuse(
      'no-such-instant',
      name,
      `${name} (${text}) is no date such as 2018-03-01 and no RFC 3339 instant`,
    );
  }
}

function refuse(code: string, name: string, detail: string): Error {
  const fault: RequestFault = { in: 'query', pointer: `/${name}`, code, detail };
  return problem({ status: 422, code, detail, errors: [fault] });
}
