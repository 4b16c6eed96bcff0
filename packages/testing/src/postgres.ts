// PostgreSQL for a spec: a database of its own on the engine of the run.
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { requireAddress } from './require-address.ts';

/** A fresh database. The address is the superuser's; roles are the spec's own business. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
}

/** The PostgreSQL of this run. */
export interface TestPostgres {
  readonly adminUrl: string;
  createDatabase(prefix?: string): Promise<TestDatabase>;
}

/** Gives the PostgreSQL of this run; throws where the run was started without one. */
export async function acquirePostgres(): Promise<TestPostgres> {
  const adminUrl = requireAddress('postgres');
  return { adminUrl, createDatabase: async (prefix = 'spec') => await createDatabase(adminUrl, prefix) };
}

async function createDatabase(adminUrl: string, prefix: string): Promise<TestDatabase> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  await administer(adminUrl, `create database "${name}" template template0 encoding 'UTF8'`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.toString(),
    drop: async () => await administer(adminUrl, `drop database if exists "${name}" with (force)`),
  };
}

async function administer(adminUrl: string, statement: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
