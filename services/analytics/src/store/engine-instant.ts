// Instants as the engine reads them fastest, and the range it can hold.

const EARLIEST = '1900-01-01T00:00:00.000Z';
const LATEST = '2299-12-31T23:59:59.999Z';

/** An event that no row can be made of; it becomes a dead letter with this reason. */
export class UnprojectableError extends Error {
  override readonly name = 'UnprojectableError';
  readonly code: 'instant-out-of-range';
  constructor(code: UnprojectableError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Turns `2018-03-12T17:00:45.567Z` into `2018-03-12 17:00:45.567`. Throws UnprojectableError outside 1900
 * to 2299: the engine would move such an instant to the edge of its range without a word.
 */
export function toEngineInstant(instant: string): string {
  // Of one form and in UTC, instants compare as text.
  if (instant < EARLIEST || instant > LATEST)
    throw new UnprojectableError(
      'instant-out-of-range',
      `${instant} lies outside 1900 to 2299, which is what the tables hold`,
    );
  return `${instant.slice(0, 10)} ${instant.slice(11, 23)}`;
}
