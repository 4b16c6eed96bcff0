// What the capture database consists of: the log, capture's own table, and the copy of who may ask.
import { join } from 'node:path';
import { accessCopyMigrations } from '@copse/access';
import { eventLogMigrations } from '@copse/event-store';
import type { MigrationSet } from '@copse/postgres';

/** The identity table. */
const identityMigrations: MigrationSet = {
  name: 'activity_capture',
  folder: join(import.meta.dirname, '../../migrations'),
};

/** All sets of the capture database, in the order they run. */
export const captureMigrations: readonly MigrationSet[] = [
  eventLogMigrations,
  identityMigrations,
  accessCopyMigrations,
];
