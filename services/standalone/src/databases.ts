// Every database of an installation: its name, the role its service runs as, the migrations it needs. The
// one list that standalone, `copse migrate` and `copse doctor` share.
import { captureMigrations } from '@copse/activity-capture';
import { membershipMigrations } from '@copse/membership';
import { embeddedBusMigrations } from '@copse/messaging';
import { keyringMigrations } from '@copse/personal-data';
import type { MigrationSet } from '@copse/postgres';
import { valueEvaluationMigrations } from '@copse/value-evaluation';

export interface DatabaseDeclaration {
  readonly name: string;
  readonly role: string;
  readonly sets: readonly MigrationSet[];
  /** The variable a distributed installation names it by. */
  readonly variable:
    | 'MEMBERSHIP_DATABASE_URL'
    | 'CAPTURE_DATABASE_URL'
    | 'VALUE_DATABASE_URL'
    | 'KEYS_DATABASE_URL';
}

export const DATABASES = [
  {
    name: 'membership',
    role: 'copse_membership',
    sets: membershipMigrations,
    variable: 'MEMBERSHIP_DATABASE_URL',
  },
  { name: 'capture', role: 'copse_capture', sets: captureMigrations, variable: 'CAPTURE_DATABASE_URL' },
  {
    name: 'value_evaluation',
    role: 'copse_value',
    sets: valueEvaluationMigrations,
    variable: 'VALUE_DATABASE_URL',
  },
  { name: 'keys', role: 'copse_keys', sets: [keyringMigrations], variable: 'KEYS_DATABASE_URL' },
] as const satisfies readonly DatabaseDeclaration[];

/** The embedded bus, which only standalone has. */
export const BUS_DATABASE = { name: 'bus', role: 'copse_bus', sets: [embeddedBusMigrations] } as const;
