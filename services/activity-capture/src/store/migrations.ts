// Capture's own tables, after the event log's.
import { join } from 'node:path';
import type { MigrationSet } from '@copse/postgres';

/** The identity table. */
export const identityMigrations: MigrationSet = {
  name: 'activity_capture',
  folder: join(import.meta.dirname, '../../migrations'),
};
