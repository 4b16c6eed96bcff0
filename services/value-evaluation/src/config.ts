// What value-evaluation's own process reads from its environment.
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
export const VALUE_ROLES = ['http', 'relay'] as const;
export type ValueEvaluationRole = (typeof VALUE_ROLES)[number];

export const configSchema = Type.Object({
  ...PROCESS_VARIABLES,
  ...KAFKA_VARIABLES,
  ...MASTER_KEY_VARIABLE,
  ...ADMINISTRATOR_VARIABLES,
  VALUE_PORT: PORT_VARIABLES.VALUE_PORT,
  VALUE_DATABASE_URL: DATABASE_VARIABLES.VALUE_DATABASE_URL,
  KEYS_DATABASE_URL: DATABASE_VARIABLES.KEYS_DATABASE_URL,
  VALUE_ROLES: RolesVariable(VALUE_ROLES),
});
