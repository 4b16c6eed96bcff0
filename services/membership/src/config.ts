// What membership's own process reads from its environment.
import { DATABASE_VARIABLES, LOG_SERVICE_VARIABLES, PORT_VARIABLES, RolesVariable } from '@copse/config';
import Type from 'typebox';

/** The parts a process may run. */
export const MEMBERSHIP_ROLES = ['http', 'relay', 'consumers'] as const;
export type MembershipRole = (typeof MEMBERSHIP_ROLES)[number];

export const configSchema = Type.Object({
  ...LOG_SERVICE_VARIABLES,
  MEMBERSHIP_PORT: PORT_VARIABLES.MEMBERSHIP_PORT,
  MEMBERSHIP_DATABASE_URL: DATABASE_VARIABLES.MEMBERSHIP_DATABASE_URL,
  MEMBERSHIP_ROLES: RolesVariable(MEMBERSHIP_ROLES),
});
