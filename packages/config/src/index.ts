// Configuration from the environment and secret files.
export { ConfigError, loadConfig, redactConfig } from './load-config.ts';
