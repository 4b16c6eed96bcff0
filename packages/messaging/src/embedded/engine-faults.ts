// Which faults of the database a bus waits out, and how it says that the database is away.
import { NETWORK_FAILURE_CODES } from '@copse/observability';
import { describeAddress, explainPostgresError } from '@copse/postgres';
import { BusUnreachableError } from '../bus.ts';

// SQLSTATE classes: 08 connection, 40 rollback (deadlock), 53 resources, 57 operator intervention, 58 system.
const PASSING_CLASSES = new Set(['08', '40', '53', '57', '58']);
const PASSING_CODES = new Set([
  ...NETWORK_FAILURE_CODES,
  'ENOENT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
]);

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether trying again may help: the engine restarts, or two statements stood in each other's way. */
export function isWorthWaiting(error: unknown): boolean {
  const code = codeOf(error);
  if (code === undefined) return false;
  return PASSING_CODES.has(code) || (code.length === 5 && PASSING_CLASSES.has(code.slice(0, 2)));
}

const EXPLAINABLE_CODES = new Set(['42P01', '42883', '28P01', '28000', '3D000']);

/** The error of a bus whose database gave `error`: what, where, what to do. Errors of its own pass unchanged. */
export function describeFault(error: unknown, url: string): unknown {
  const code = codeOf(error);
  if (!isWorthWaiting(error) && (code === undefined || !EXPLAINABLE_CODES.has(code))) return error;
  const message =
    code === '42P01' || code === '42883'
      ? `database ${describeAddress(url)} has no tables of the embedded bus; run "copse migrate"`
      : `embedded bus: ${explainPostgresError(error, url).message}`;
  return new BusUnreachableError(message, { cause: error });
}

/** Runs `work`; what its database has against it comes out in words. */
export async function inWords<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw describeFault(error, url);
  }
}
