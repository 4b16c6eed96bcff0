// What can go wrong at the log, each with what to do. A refused command is none of these: it is a value.

/** A queue is full or too old; the caller comes back later. At the HTTP edge: 503 with Retry-After. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A write or row lock stood before an append in its transaction: a bug of the caller. */
export class LateAppendError extends Error {
  override readonly name = 'LateAppendError';
}

/** A stream is longer than a command may load at once. */
export class StreamTooLongError extends Error {
  override readonly name = 'StreamTooLongError';
}

/** A command met concurrent appends more often than it may retry. At the HTTP edge: 503 with Retry-After. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
  /** What the HTTP edge sends as Retry-After. */
  readonly retryAfterSeconds = 1;
}

/** The database does not take a row for what is in it; sent again it fails again. At the HTTP edge: 422. */
export class UnstorableRowError extends Error {
  override readonly name = 'UnstorableRowError';
}

/** An event's type has no place in a relay's mapping: deploy the program that knows it, or map it to null. */
export class UnmappedEventTypeError extends Error {
  override readonly name = 'UnmappedEventTypeError';
}

/** The log was restored into a cluster whose transaction ids are behind it, without raising its incarnation. */
export class IncarnationError extends Error {
  override readonly name = 'IncarnationError';
}

/** The SQLSTATE of a database error, or an empty string. Looks behind the wrapper drizzle puts around errors. */
export function sqlStateOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? '' : sqlStateOf(error.cause);
}

const DEADLOCK = '40P01';
const SERIALIZATION_FAILURE = '40001';

/** Whether the database asks for the same transaction again. */
export function isTransientConflict(error: unknown): boolean {
  return [DEADLOCK, SERIALIZATION_FAILURE].includes(sqlStateOf(error));
}
