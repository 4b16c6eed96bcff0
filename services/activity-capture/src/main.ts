// The capture process: it takes activities in, relays the log to the bus, or does both.
import { runServiceProcess } from '@copse/commands';
import { loadConfigOrExit, readRoles } from '@copse/config';
import { CAPTURE_ROLES, configSchema, readLimits } from './config.ts';
import { createActivityCapture } from './service.ts';

const config = loadConfigOrExit('activity-capture', configSchema);
const roles = readRoles(config.CAPTURE_ROLES, CAPTURE_ROLES);
await runServiceProcess({
  name: 'activity-capture',
  description:
    'Takes in what happens in communities of practice: each activity durable before it is acknowledged, and counted once.',
  config,
  databaseUrl: config.CAPTURE_DATABASE_URL,
  port: config.CAPTURE_PORT,
  portVariable: 'CAPTURE_PORT',
  servesHttp: roles.includes('http'),
  compose: (resources) => createActivityCapture({ ...resources, roles, limits: readLimits(config) }),
});
