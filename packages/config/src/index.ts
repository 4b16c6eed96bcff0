// Configuration from the environment and secret files, every fault at once.
export { ConfigError, type ConfigFault } from './config-error.ts';
export { loadConfig, type LoadOptions } from './load-config.ts';
export { redactConfig } from './redact-config.ts';
export { KeyBytesVariable, PortVariable, SecretVariable, UrlVariable, decodeKeyBytes } from './variables.ts';
