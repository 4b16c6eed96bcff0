// A connection to the analytics database: a server over HTTP, or chDB in this process. Whoever holds one
// writes the same statements for both.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { createChdbPool } from './chdb-pool.ts';
import { ClickHouseUnavailableError, explainClickHouseError } from './errors.ts';
import { DEFAULT_LIMITS, toSettings, type QueryLimits } from './limits.ts';

/** Where the database is: `http://user:password@host:8123/database`, or a folder for chDB. */
export type ClickHouseTarget = { readonly url: string } | { readonly path: string };

export interface ClickHouseOptions {
  /** Who asks, such as `analytics`; each query's `log_comment` unless it names its own. */
  readonly origin: string;
  /** Limits of every query that sets none of its own. */
  readonly limits?: QueryLimits;
  /** How long a request may take on the way, 30 s unless given. */
  readonly requestTimeoutMs?: number;
  /** Sockets to a server, 10 unless given. */
  readonly maxOpenConnections?: number;
}

export interface ClickHouseConnection {
  readonly client: ClickHouseClient;
  readonly kind: 'server' | 'chdb';
  /** Address and database, or folder; without a password, fit for messages. */
  readonly where: string;
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Connects to ClickHouse. A server is not contacted yet (see `pingClickHouse`); a chDB folder is opened at
 * once and throws ClickHouseUnavailableError where it is in use or unusable.
 */
export function connectClickHouse(
  target: ClickHouseTarget,
  options: ClickHouseOptions,
): ClickHouseConnection {
  const settings = toSettings(options.limits ?? DEFAULT_LIMITS, options.origin);
  const where = 'url' in target ? describeUrl(target.url) : target.path;
  // Errors reach whoever asked; the client's own log would say them twice, with the statement.
  const log = { level: ClickHouseLogLevel.OFF };
  const client =
    'url' in target
      ? createClient({
          log,
          url: target.url,
          application: options.origin,
          clickhouse_settings: settings,
          request_timeout: options.requestTimeoutMs ?? 30_000,
          max_open_connections: options.maxOpenConnections ?? 10,
          // The server closes idle sockets after 10 s; letting go first avoids a reset in the middle of a request.
          keep_alive: { enabled: true, idle_socket_ttl: 2500 },
        })
      : createClient({ log, connection: openFolder(target.path), clickhouse_settings: settings });
  return {
    client,
    kind: 'url' in target ? 'server' : 'chdb',
    where,
    origin: options.origin,
    close: async () => await client.close(),
  };
}

/** Resolves when the database answers a query; rejects with what is wrong, where, and what to do. */
export async function pingClickHouse(connection: ClickHouseConnection): Promise<void> {
  try {
    const result = await connection.client.query({ query: 'SELECT 1', format: 'JSONEachRow' });
    await result.text();
  } catch (error) {
    throw explainClickHouseError(error, connection.where);
  }
}

function openFolder(path: string): ReturnType<typeof createChdbPool> {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return createChdbPool({ path });
  } catch (error) {
    const owner = findOwner(path);
    const message = error instanceof Error ? error.message : String(error);
    throw owner === null
      ? new ClickHouseUnavailableError(
          'unusable',
          `the ClickHouse folder ${path} cannot be opened (${message}); check that it is a folder, writable, with room on its disk, and holds nothing else`,
          error,
        )
      : new ClickHouseUnavailableError(
          'folder-in-use',
          `the ClickHouse folder ${path} is in use by process ${owner}; stop that one or give another folder`,
          error,
        );
  }
}

/** The process that holds the folder: chDB says on standard error only that one does, and leaves its id in a file. */
function findOwner(path: string): number | null {
  try {
    const owner = Number(/^PID: (\d+)/m.exec(readFileSync(join(path, 'status'), 'utf8'))?.[1]);
    // Signal 0 asks whether a process is there and sends nothing.
    return owner !== process.pid && process.kill(owner, 0) ? owner : null;
  } catch {
    return null;
  }
}

function describeUrl(text: string): string {
  try {
    const url = new URL(text);
    return `${url.protocol}//${url.host}${url.pathname}`;
  } catch (error) {
    throw new ClickHouseUnavailableError(
      'unusable',
      'the ClickHouse URL is no URL; write http://user:password@host:8123/database',
      error,
    );
  }
}
