// ClickHouse for a spec: a database of its own on the server of the run.
import { randomBytes } from 'node:crypto';
import { requireAddress } from './require-address.ts';

/** A fresh ClickHouse database; `url` names it in its path. */
export interface TestClickHouseDatabase {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

/** The ClickHouse server of this run. */
export interface TestClickHouse {
  readonly url: string;
  createDatabase(): Promise<TestClickHouseDatabase>;
}

/** Gives the ClickHouse server of this run; throws where the run was started without one. */
export async function acquireClickHouse(): Promise<TestClickHouse> {
  const url = requireAddress('clickhouse');
  return { url, createDatabase: async () => await createDatabase(url) };
}

async function createDatabase(serverUrl: string): Promise<TestClickHouseDatabase> {
  const name = `spec_${randomBytes(6).toString('hex')}`;
  await execute(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.toString(),
    drop: async () => await execute(serverUrl, `DROP DATABASE IF EXISTS ${name} SYNC`),
  };
}

async function execute(serverUrl: string, statement: string): Promise<void> {
  const { origin, username, password } = new URL(serverUrl);
  const authorization = `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
  const response = await fetch(origin, { method: 'POST', body: statement, headers: { authorization } });
  if (!response.ok) throw new Error(`ClickHouse refused "${statement}": ${await response.text()}`);
}
