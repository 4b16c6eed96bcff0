// The two homes of one suite: chDB in this process, and a database of its own on the run's server.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireClickHouse } from '@copse/testing';
import { connectClickHouse, type ClickHouseConnection, type ClickHouseTarget } from '../src/connection.ts';

export const ENGINE_KINDS = ['chdb', 'server'] as const;

/** A place for tables that nobody else uses. */
export interface TestHome {
  readonly target: ClickHouseTarget;
  connect(): ClickHouseConnection;
  /** Removes the data; connections are closed first by whoever opened them. */
  remove(): Promise<void>;
}

/** Makes an empty home on the engine of this kind. */
export async function createHome(kind: (typeof ENGINE_KINDS)[number]): Promise<TestHome> {
  if (kind === 'chdb') {
    const path = mkdtempSync(join(tmpdir(), 'copse-chdb-'));
    const remove = async (): Promise<void> => rmSync(path, { recursive: true, force: true });
    return { target: { path }, connect: () => connectClickHouse({ path }, { origin: 'spec' }), remove };
  }
  const database = await (await acquireClickHouse()).createDatabase();
  const target = { url: database.url };
  return { target, connect: () => connectClickHouse(target, { origin: 'spec' }), remove: database.drop };
}
