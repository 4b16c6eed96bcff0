// Instants as the engine reads them fastest.
import { EARLIEST_INSTANT, LATEST_INSTANT } from '@copse/instants';

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** An event that no row can be made of; it becomes a dead letter with this code and reason. */
export class UnprojectableError extends Error {
  override readonly name = 'UnprojectableError';
  readonly code: 'instant-out-of-range' | 'no-instant';
  constructor(code: UnprojectableError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Turns `2018-03-12T17:00:45.567Z` into `2018-03-12 17:00:45.567`. Throws UnprojectableError for what names
 * no instant (30 February), and outside 1900 to 2299: the engine would move such an instant to the edge of
 * its range without a word.
 */
export function toEngineInstant(instant: string): string {
  // Of one form and in UTC, instants compare as text.
  if (instant < EARLIEST_INSTANT || instant > LATEST_INSTANT)
    throw new UnprojectableError(
      'instant-out-of-range',
      `${instant} lies outside 1900 to 2299, which is what the tables hold`,
    );
  if (!isInstant(instant)) throw new UnprojectableError('no-instant', `${instant} names no instant`);
  return `${instant.slice(0, 10)} ${instant.slice(11, 23)}`;
}

/** Checks the numbers of an instant whose form was checked before; a projector does it for every event. */
function isInstant(instant: string): boolean {
  const month = readTwoDigits(instant, 5);
  const day = readTwoDigits(instant, 8);
  const mostDays =
    month === 2 && !isLeapYear(Number(instant.slice(0, 4))) ? 28 : (MONTH_DAYS[month - 1] ?? 0);
  return (
    day >= 1 &&
    day <= mostDays &&
    readTwoDigits(instant, 11) <= 23 &&
    readTwoDigits(instant, 14) <= 59 &&
    readTwoDigits(instant, 17) <= 59
  );
}

const ZERO = 48;

function readTwoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
