// What value-evaluation's own process reads from its environment.
import { DATABASE_VARIABLES, LOG_SERVICE_VARIABLES, PORT_VARIABLES, RolesVariable } from '@copse/config';
import Type from 'typebox';

/** The parts a process may run. */
export const VALUE_ROLES = ['http', 'relay'] as const;
export type ValueEvaluationRole = (typeof VALUE_ROLES)[number];

export const configSchema = Type.Object({
  ...LOG_SERVICE_VARIABLES,
  VALUE_PORT: PORT_VARIABLES.VALUE_PORT,
  VALUE_DATABASE_URL: DATABASE_VARIABLES.VALUE_DATABASE_URL,
  VALUE_ROLES: RolesVariable(VALUE_ROLES),
});
