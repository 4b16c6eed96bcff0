// What membership's own process reads from its environment.
import {
  ADMINISTRATOR_VARIABLES,
  DATABASE_VARIABLES,
  KAFKA_VARIABLES,
  MASTER_KEY_VARIABLE,
  PORT_VARIABLES,
  PROCESS_VARIABLES,
  RolesVariable,
} from '@copse/config';
import Type from 'typebox';

/** The parts a process may run. */
export const MEMBERSHIP_ROLES = ['http', 'relay', 'consumers'] as const;
export type MembershipRole = (typeof MEMBERSHIP_ROLES)[number];

export const configSchema = Type.Object({
  ...PROCESS_VARIABLES,
  ...KAFKA_VARIABLES,
  ...MASTER_KEY_VARIABLE,
  ...ADMINISTRATOR_VARIABLES,
  MEMBERSHIP_PORT: PORT_VARIABLES.MEMBERSHIP_PORT,
  MEMBERSHIP_DATABASE_URL: DATABASE_VARIABLES.MEMBERSHIP_DATABASE_URL,
  KEYS_DATABASE_URL: DATABASE_VARIABLES.KEYS_DATABASE_URL,
  MEMBERSHIP_ROLES: RolesVariable(MEMBERSHIP_ROLES),
});
