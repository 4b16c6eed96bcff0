// The tables of analytics, as numbered files beside the source.
import { resolve } from 'node:path';
import type { ClickHouseMigrationSet } from '@copse/clickhouse';

/** What `copse migrate` applies to ClickHouse, and what the service checks at its start. */
export const analyticsMigrations: ClickHouseMigrationSet = {
  name: 'analytics',
  folder: resolve(import.meta.dirname, '../../migrations'),
};
