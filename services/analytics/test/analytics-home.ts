// Analytics' tables on either engine: chDB in this process, or a database of its own on the run's server.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connectClickHouse,
  migrateClickHouse,
  type ClickHouseConnection,
  type ClickHouseTarget,
} from '@copse/clickhouse';
import { acquireClickHouse } from '@copse/testing';
import { analyticsMigrations } from '../src/store/migrations.ts';

export const ENGINE_KINDS = ['chdb', 'server'] as const;
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** Migrated, empty tables. */
export interface AnalyticsHome {
  readonly target: ClickHouseTarget;
  readonly connection: ClickHouseConnection;
  /** Closes the connection and removes the data. */
  remove(): Promise<void>;
}

/** Makes a home on the engine of this kind. chDB binds one folder a process: one such home at a time. */
export async function createAnalyticsHome(kind: EngineKind): Promise<AnalyticsHome> {
  const place = kind === 'chdb' ? createFolder() : await createDatabase();
  const connection = connectClickHouse(place.target, { origin: 'analytics' });
  await migrateClickHouse(connection, analyticsMigrations);
  return {
    target: place.target,
    connection,
    remove: async () => {
      await connection.close();
      await place.remove();
    },
  };
}

interface Place {
  readonly target: ClickHouseTarget;
  remove(): Promise<void>;
}

function createFolder(): Place {
  const path = mkdtempSync(join(tmpdir(), 'copse-analytics-'));
  return { target: { path }, remove: async () => rmSync(path, { recursive: true, force: true }) };
}

async function createDatabase(): Promise<Place> {
  const database = await (await acquireClickHouse()).createDatabase();
  return { target: { url: database.url }, remove: database.drop };
}
