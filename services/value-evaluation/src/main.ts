// The value-evaluation process.
import { runServiceProcess } from '@copse/commands';
import { loadConfig, readRoles } from '@copse/config';
import { VALUE_ROLES, configSchema } from './config.ts';
import { createValueEvaluation } from './service.ts';

const config = loadConfig(configSchema);
await runServiceProcess({
  name: 'value-evaluation',
  description: 'Value frameworks and value-creation stories.',
  config,
  databaseUrl: config.VALUE_DATABASE_URL,
  port: config.VALUE_PORT,
  compose: (resources) =>
    createValueEvaluation({ ...resources, roles: readRoles(config.VALUE_ROLES, VALUE_ROLES) }),
});
