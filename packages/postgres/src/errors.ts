// What can be wrong with a PostgreSQL and what to do about it. The address never shows a password.

/** PostgreSQL cannot be used: unreachable, wrong password, no such database, … */
export class PostgresUnavailableError extends Error {
  override readonly name = 'PostgresUnavailableError';
}

/** The database has migrations this program does not know: an older program met a newer database. */
export class DatabaseNewerError extends Error {
  override readonly name = 'DatabaseNewerError';
}

/** A migration was applied from a file that says something else now. */
export class MigrationChangedError extends Error {
  override readonly name = 'MigrationChangedError';
}

/** The database lacks migrations this program needs. */
export class MigrationsPendingError extends Error {
  override readonly name = 'MigrationsPendingError';
}

/** `host:port/database` of a URL, without its credentials. */
export function describeAddress(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
}

/** What each code means, as the rest of a sentence that begins with where. */
const EXPLANATIONS: Readonly<Record<string, (url: URL) => string>> = {
  ECONNREFUSED: () => ' refuses connections: start it, or correct the host and port in the URL',
  ENOTFOUND: () => ': the host name is unknown; correct it in the URL',
  EAI_AGAIN: () => ': the host name is unknown; correct it in the URL',
  ETIMEDOUT: () => ' does not answer: check the network, or correct the host in the URL',
  CONNECT_TIMEOUT: () => ' does not answer: check the network, or correct the host in the URL',
  '28P01': (url) =>
    ` refuses the password of role "${url.username}": correct it in the URL or its secret file, or, for a service's role, ` +
    'run "copse migrate", which makes the role with that password',
  '28000': (url) =>
    ` does not let role "${url.username}" in: create it with "copse migrate", or correct the URL`,
  '3D000': (url) => `: database "${url.pathname.slice(1)}" does not exist; create it or run "copse migrate"`,
  '53300': () => ' has no free connection: raise max_connections or lower the services’ pools',
  '57P03': () => ' is starting up or shutting down: try again in a moment',
};

/** Puts a driver's error into words: what, where, what to do. The cause is kept. */
export function explainPostgresError(error: unknown, url: string): PostgresUnavailableError {
  if (error instanceof PostgresUnavailableError) return error;
  const where = `PostgreSQL at ${describeAddress(url)}`;
  const explain = EXPLANATIONS[codeOf(error)];
  const detail = error instanceof Error ? error.message : String(error);
  const message = explain === undefined ? ` cannot be used: ${detail}` : explain(new URL(url));
  return new PostgresUnavailableError(where + message, { cause: error });
}

/** Whether an explained error says that the server answers and the database is not there. */
export function isDatabaseMissing(error: unknown): boolean {
  return error instanceof PostgresUnavailableError && codeOf(error.cause) === '3D000';
}

/** The error in words where it is about the connection; otherwise the error itself, to be thrown on. */
export function explainIfConnection(error: unknown, url: string): unknown {
  return codeOf(error) in EXPLANATIONS ? explainPostgresError(error, url) : error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
