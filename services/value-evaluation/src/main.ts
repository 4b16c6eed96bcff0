// The value-evaluation process.
import { runServiceProcess } from '@copse/commands';
import { loadConfigOrExit, readRoles } from '@copse/config';
import { VALUE_ROLES, configSchema } from './config.ts';
import { createValueEvaluation } from './service.ts';

const config = loadConfigOrExit('value-evaluation', configSchema);
await runServiceProcess({
  name: 'value-evaluation',
  description: 'Value frameworks and value-creation stories.',
  config,
  databaseUrl: config.VALUE_DATABASE_URL,
  port: config.VALUE_PORT,
  portVariable: 'VALUE_PORT',
  compose: (resources) =>
    createValueEvaluation({ ...resources, roles: readRoles(config.VALUE_ROLES, VALUE_ROLES) }),
});
