// Connections: postgres.js for hot statements, drizzle on the same pool for everything else.
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { arrayTypes } from './array-types.ts';
import { explainPostgresError } from './errors.ts';
import { prepareStatements } from './prepared-statements.ts';
import { failWithoutValues } from './statement-failures.ts';

/** drizzle over postgres.js. */
export type Database = PostgresJsDatabase;

/** A drizzle transaction. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/**
 * One pool. `int8` and `numeric` arrive as text, and so do dates and times, since drizzle's settings hold for
 * the whole pool: cast where a number is meant.
 */
export interface PostgresConnection {
  readonly url: string;
  readonly sql: postgres.Sql;
  readonly db: Database;
  close(): Promise<void>;
}

/** How a pool behaves. Time-outs bound what a forgotten transaction can hold up: `xmin` is server-wide. */
export interface PostgresConnectionOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly maxConnections: number;
  /** Default 30,000. */
  readonly statementTimeoutMs?: number;
  /** Default 30,000. */
  readonly idleInTransactionTimeoutMs?: number;
  /** Default 10. */
  readonly connectTimeoutSeconds?: number;
}

/** Opens a pool; nothing is connected until the first statement. */
export function connectPostgres(options: PostgresConnectionOptions): PostgresConnection {
  const sql = postgres(options.url, {
    max: options.maxConnections,
    connect_timeout: options.connectTimeoutSeconds ?? 10,
    onnotice: () => {},
    fetch_types: false,
    types: arrayTypes,
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 30_000,
    },
  });
  return {
    url: options.url,
    sql,
    db: failWithoutValues(drizzle(prepareStatements(sql))),
    close: async () => await sql.end({ timeout: 5 }),
  };
}

/** Resolves when the database answers; rejects with what, where and what to do. */
export async function pingPostgres(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => {} });
  try {
    await sql`select 1`;
  } catch (error) {
    throw explainPostgresError(error, url);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
