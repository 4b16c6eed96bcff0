// Configuration from the environment and secret files, every fault at once.
export { ConfigError, type ConfigFault } from './config-error.ts';
export { loadConfig, type LoadOptions } from './load-config.ts';
export { loadConfigOrExit } from './load-config-or-exit.ts';
export { redactConfig } from './redact-config.ts';
export { KeyBytesVariable, PortVariable, SecretVariable, UrlVariable, decodeKeyBytes } from './variables.ts';
export {
  ADMINISTRATOR_VARIABLES,
  CLICKHOUSE_VARIABLES,
  DATABASE_VARIABLES,
  KAFKA_VARIABLES,
  LOG_SERVICE_VARIABLES,
  MASTER_KEY_VARIABLE,
  MIGRATION_VARIABLES,
  PORT_VARIABLES,
  PROCESS_VARIABLES,
  RolesVariable,
  readRoles,
} from './system-variables.ts';
