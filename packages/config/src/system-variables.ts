// The variables of a distributed installation. Their names do not clash between services, so that one
// environment file serves services, `copse migrate`, `copse topics ensure` and `copse doctor` alike.
import Type from 'typebox';
import { KeyBytesVariable, PortVariable, SecretVariable, UrlVariable } from './variables.ts';

/** A PostgreSQL database as the service's own role, which owns nothing. */
function DatabaseUrlVariable(options: {
  readonly description: string;
  readonly role: string;
  readonly database: string;
}) {
  return UrlVariable({
    description: options.description,
    protocols: ['postgres', 'postgresql'],
    pathNeeded: true,
    example: `postgres://${options.role}:<password>@127.0.0.1:5432/${options.database}`,
  });
}

/** Which parts of a service a process runs: comma-separated, or `all`. */
export function RolesVariable(roles: readonly string[]) {
  return Type.String({
    description: `which parts this process runs: all, or some of ${roles.join(', ')}`,
    default: 'all',
    pattern: `^(all|(${roles.join('|')})(,(${roles.join('|')}))*)$`,
    examples: ['all'],
  });
}

/** The roles a `RolesVariable` names. */
export function readRoles<Role extends string>(text: string, roles: readonly Role[]): readonly Role[] {
  const named = text.split(',');
  return text === 'all' ? roles : roles.filter((role) => named.includes(role));
}

/** What every service process reads. */
export const PROCESS_VARIABLES = {
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    description: 'how much is logged',
    default: 'info',
    examples: ['info'],
  }),
  HOST: Type.String({
    description: 'the address to listen on',
    default: '127.0.0.1',
    minLength: 1,
    examples: ['0.0.0.0'],
  }),
};

/** Kafka, for every service. */
export const KAFKA_VARIABLES = {
  KAFKA_BROKERS: Type.String({
    description: 'Kafka brokers, comma-separated',
    minLength: 3,
    pattern: '^[^\\s,]+:\\d+(,[^\\s,]+:\\d+)*$',
    examples: ['127.0.0.1:9092'],
  }),
  KAFKA_TOPIC_PREFIX: Type.String({
    description: 'put before every topic',
    default: '',
    maxLength: 100,
    pattern: '^[A-Za-z0-9._-]*$',
    examples: ['staging.'],
  }),
};

/** Secrets that several services share. */
export const MASTER_KEY_VARIABLE = {
  COPSE_MASTER_KEY: KeyBytesVariable({ description: 'the key all other keys are wrapped with' }),
};

/** The administrator, known to every service before any topic has been read. */
export const ADMINISTRATOR_VARIABLES = {
  COPSE_ADMIN_KEY: Type.Optional(
    SecretVariable({
      description: "the administrator's API key",
      pattern: '^copse_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$',
      example: 'copse_<16 hex digits>_<43 characters>',
    }),
  ),
  COPSE_ADMIN_TENANT: Type.String({
    description: "the administrator's tenant",
    default: 'default',
    maxLength: 63,
    pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
    examples: ['default'],
  }),
};

/** Where each service listens; the same everywhere unless set. */
export const PORT_VARIABLES = {
  MEMBERSHIP_PORT: PortVariable({ description: 'where membership listens', default: 4001 }),
  CAPTURE_PORT: PortVariable({ description: 'where activity-capture listens', default: 4002 }),
  VALUE_PORT: PortVariable({ description: 'where value-evaluation listens', default: 4003 }),
  ANALYTICS_PORT: PortVariable({ description: 'where analytics listens', default: 4004 }),
};

/** The databases, each as its service's own role. */
export const DATABASE_VARIABLES = {
  MEMBERSHIP_DATABASE_URL: DatabaseUrlVariable({
    description: "membership's database",
    role: 'copse_membership',
    database: 'membership',
  }),
  CAPTURE_DATABASE_URL: DatabaseUrlVariable({
    description: "activity-capture's database",
    role: 'copse_capture',
    database: 'capture',
  }),
  VALUE_DATABASE_URL: DatabaseUrlVariable({
    description: "value-evaluation's database",
    role: 'copse_value',
    database: 'value_evaluation',
  }),
  KEYS_DATABASE_URL: DatabaseUrlVariable({
    description: 'the database of identity keys',
    role: 'copse_keys',
    database: 'keys',
  }),
};

/** What every service that keeps a log reads. */
export const LOG_SERVICE_VARIABLES = {
  ...PROCESS_VARIABLES,
  ...KAFKA_VARIABLES,
  ...MASTER_KEY_VARIABLE,
  ...ADMINISTRATOR_VARIABLES,
  KEYS_DATABASE_URL: DATABASE_VARIABLES.KEYS_DATABASE_URL,
};

/** The analytics database. */
export const CLICKHOUSE_VARIABLES = {
  CLICKHOUSE_URL: UrlVariable({
    description: 'ClickHouse over HTTP, with user, password and database',
    protocols: ['http', 'https'],
    example: 'http://copse:<password>@127.0.0.1:8123/copse',
  }),
};

/** What only `copse migrate` needs: an owner that may create databases and roles. */
export const MIGRATION_VARIABLES = {
  POSTGRES_ADMIN_URL: UrlVariable({
    description: 'PostgreSQL as an owner that may create databases and roles',
    protocols: ['postgres', 'postgresql'],
    example: 'postgres://postgres:<password>@127.0.0.1:5432/postgres',
  }),
};
