// What can be wrong with the analytics database, each said with what, where and what to do.
import { NETWORK_FAILURE_CODES } from '@copse/observability';

const UNKNOWN_DATABASE = '81';
const CREDENTIAL_CODES = new Set(['192', '193', '194', '516']);

/** The database could not be used at all. The message is for people; `code` is for programs. */
export class ClickHouseUnavailableError extends Error {
  override readonly name = 'ClickHouseUnavailableError';
  readonly code: 'unreachable' | 'wrong-credentials' | 'database-missing' | 'folder-in-use' | 'unusable';
  constructor(code: ClickHouseUnavailableError['code'], message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** More queries wait than the bound allows; ask again later. */
export class ClickHouseOverloadedError extends Error {
  override readonly name = 'ClickHouseOverloadedError';
  readonly retryAfterSeconds = 1;
}

/** The engine is older than what the tables need. */
export class ClickHouseTooOldError extends Error {
  override readonly name = 'ClickHouseTooOldError';
}

/** The database has migrations this program does not know: the program is the older of the two. */
export class ClickHouseNewerError extends Error {
  override readonly name = 'ClickHouseNewerError';
}

/** The engine's own error code, such as `81`; undefined where the error is not the engine's. chDB throws a class of its own. */
export function readEngineCode(error: unknown): string | undefined {
  const isEngines =
    error instanceof Error &&
    'code' in error &&
    'type' in error &&
    typeof error.code === 'string' &&
    /^\d+$/.test(error.code);
  return isEngines ? String(error.code) : undefined;
}

/**
 * Turns an error of a first contact into one that says what to do; other errors come back as they are.
 * `where` is the address or folder, without a password.
 */
export function explainClickHouseError(error: unknown, where: string): Error {
  if (error instanceof ClickHouseUnavailableError) return error;
  const code = readEngineCode(error);
  if (code !== undefined) {
    if (CREDENTIAL_CODES.has(code))
      return new ClickHouseUnavailableError(
        'wrong-credentials',
        `ClickHouse at ${where} refused the user or password; check both in the ClickHouse URL`,
        error,
      );
    if (code === UNKNOWN_DATABASE)
      return new ClickHouseUnavailableError(
        'database-missing',
        `ClickHouse at ${where} has no such database; run "copse migrate", which creates it, or correct the path of the URL`,
        error,
      );
    return error instanceof Error ? error : new Error(String(error));
  }
  if (isConnectionFailure(error))
    return new ClickHouseUnavailableError(
      'unreachable',
      `ClickHouse at ${where} does not answer (${describe(error)}); start it, or correct the host and port of the URL`,
      error,
    );
  return error instanceof Error ? error : new Error(String(error));
}

const CONNECTION_CODES = new Set(NETWORK_FAILURE_CODES);

/** Whether the engine could not be reached, or went away in the middle. */
function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error) || readEngineCode(error) !== undefined) return false;
  if ('code' in error && typeof error.code === 'string' && CONNECTION_CODES.has(error.code)) return true;
  if (error instanceof AggregateError && error.errors.some(isConnectionFailure)) return true;
  return /timeout error|socket hang up/i.test(error.message);
}

// Errors of the engine that pass by themselves: load, memory, time, parts to be merged, a restart under way.
const TRANSIENT_CODES = new Set([
  '159',
  '202',
  '203',
  '209',
  '210',
  '241',
  '242',
  '243',
  '252',
  '319',
  '394',
  '425',
  '439',
  '473',
  '999',
]);

/** Whether the same statement may succeed later. */
export function isTransient(error: unknown): boolean {
  const code = readEngineCode(error);
  if (code !== undefined) return TRANSIENT_CODES.has(code);
  if (error instanceof ClickHouseUnavailableError) return error.code === 'unreachable';
  // An answer of a proxy or of a server that is still starting carries no ClickHouse code.
  return (
    isConnectionFailure(error) ||
    (error instanceof Error && /HTTP status 5\d\d|Bad Gateway|Service Unavailable/i.test(error.message))
  );
}

/** Whether the engine answers and does not let this program in, or lacks its database: its operator's to mend. */
export function isShutOut(error: unknown): boolean {
  const code = readEngineCode(error) ?? '';
  return CREDENTIAL_CODES.has(code) || code === UNKNOWN_DATABASE;
}

// A value that does not parse, or does not fit its column.
const DATA_CODES = new Set([
  '6',
  '26',
  '27',
  '33',
  '38',
  '41',
  '53',
  '69',
  '72',
  '117',
  '321',
  '349',
  '376',
  '467',
  '691',
]);

/** Whether the engine refused the rows themselves: some of them can never be inserted, others may. */
export function isDataFault(error: unknown): boolean {
  return DATA_CODES.has(readEngineCode(error) ?? '');
}

function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join(', ');
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}
