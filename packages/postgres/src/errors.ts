// What can be wrong with a PostgreSQL and what to do about it. The address never shows a password.

/** PostgreSQL cannot be used: unreachable, wrong password, no such database, … */
export class PostgresUnavailableError extends Error {
  override readonly name = 'PostgresUnavailableError';
}

/** The database has migrations this program does not know: an older program met a newer database. */
export class DatabaseNewerError extends Error {
  override readonly name = 'DatabaseNewerError';
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

/** Puts a driver's error into words: what, where, what to do. The cause is kept. */
export function explainPostgresError(error: unknown, url: string): PostgresUnavailableError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const { username, pathname } = new URL(url);
  const where = `PostgreSQL at ${describeAddress(url)}`;
  const explanations: Readonly<Record<string, string>> = {
    ECONNREFUSED: `${where} refuses connections: start it, or correct the host and port in the URL`,
    ENOTFOUND: `${where}: the host name is unknown; correct it in the URL`,
    ETIMEDOUT: `${where} does not answer: check the network, or correct the host in the URL`,
    CONNECT_TIMEOUT: `${where} does not answer: check the network, or correct the host in the URL`,
    '28P01': `${where} refuses the password of role "${username}": correct it in the URL or its secret file`,
    '28000': `${where} does not let role "${username}" in: create it with "copse migrate", or correct the URL`,
    '3D000': `${where}: database "${pathname.slice(1)}" does not exist; create it or run "copse migrate"`,
    '53300': `${where} has no free connection: raise max_connections or lower the services' pools`,
    '57P03': `${where} is starting up or shutting down: try again in a moment`,
  };
  const detail = error instanceof Error ? error.message : String(error);
  const message = explanations[code] ?? `${where} cannot be used: ${detail}`;
  return new PostgresUnavailableError(message, { cause: error });
}
