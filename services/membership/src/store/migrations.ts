// Every migration a membership database needs, in the order they run.
import { fileURLToPath } from 'node:url';
import { accessCopyMigrations } from '@copse/access';
import { idempotencyMigrations } from '@copse/commands';
import { eventLogMigrations } from '@copse/event-store';
import type { MigrationSet } from '@copse/postgres';

export const membershipMigrations: readonly MigrationSet[] = [
  eventLogMigrations,
  accessCopyMigrations,
  idempotencyMigrations,
  { name: 'membership', folder: fileURLToPath(new URL('../../migrations', import.meta.url)) },
];
