// The log's own migrations; a service runs them before its own.
import { fileURLToPath } from 'node:url';
import type { MigrationSet } from '@copse/postgres';

/** Tables, functions and the feed of the event log. */
export const eventLogMigrations: MigrationSet = {
  name: 'event_log',
  folder: fileURLToPath(new URL('../migrations', import.meta.url)),
};
