// The membership process.
import { runServiceProcess } from '@copse/commands';
import { loadConfigOrExit, readRoles } from '@copse/config';
import { MEMBERSHIP_ROLES, configSchema } from './config.ts';
import { createMembership } from './service.ts';

const config = loadConfigOrExit('membership', configSchema);
await runServiceProcess({
  name: 'membership',
  description: 'Communities, people, membership, and the administration of access.',
  config,
  databaseUrl: config.MEMBERSHIP_DATABASE_URL,
  port: config.MEMBERSHIP_PORT,
  portVariable: 'MEMBERSHIP_PORT',
  compose: (resources) =>
    createMembership({ ...resources, roles: readRoles(config.MEMBERSHIP_ROLES, MEMBERSHIP_ROLES) }),
});
