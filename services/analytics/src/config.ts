// What the analytics process reads from its environment.
import {
  ADMINISTRATOR_VARIABLES,
  CLICKHOUSE_VARIABLES,
  KAFKA_VARIABLES,
  PORT_VARIABLES,
  PROCESS_VARIABLES,
  RolesVariable,
} from '@copse/config';
import Type from 'typebox';

/** The parts of analytics a process may run: the answers, the projection. */
export const ANALYTICS_ROLES = ['http', 'projector'] as const;
export type AnalyticsRole = (typeof ANALYTICS_ROLES)[number];

export const configSchema = Type.Object({
  ...PROCESS_VARIABLES,
  ...KAFKA_VARIABLES,
  ...CLICKHOUSE_VARIABLES,
  ...ADMINISTRATOR_VARIABLES,
  ANALYTICS_PORT: PORT_VARIABLES.ANALYTICS_PORT,
  ANALYTICS_ROLES: RolesVariable(ANALYTICS_ROLES),
  ANALYTICS_FLUSH_ROWS: Type.Integer({
    description: 'events one insert takes at most',
    default: 20_000,
    minimum: 1,
    maximum: 50_000,
    examples: [20_000],
  }),
  ANALYTICS_FLUSH_MS: Type.Integer({
    description: 'how long the first event of a batch waits for others, in milliseconds',
    default: 400,
    minimum: 1,
    maximum: 5000,
    examples: [250],
  }),
});
export type AnalyticsConfig = Type.Static<typeof configSchema>;
