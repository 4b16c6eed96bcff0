// Every migration a value-evaluation database needs, in the order they run.
import { fileURLToPath } from 'node:url';
import { accessCopyMigrations } from '@copse/access';
import { idempotencyMigrations } from '@copse/commands';
import { eventLogMigrations } from '@copse/event-store';
import type { MigrationSet } from '@copse/postgres';

export const valueEvaluationMigrations: readonly MigrationSet[] = [
  eventLogMigrations,
  accessCopyMigrations,
  idempotencyMigrations,
  { name: 'value_evaluation', folder: fileURLToPath(new URL('../../migrations', import.meta.url)) },
];
