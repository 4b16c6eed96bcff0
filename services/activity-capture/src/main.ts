// The capture process: configuration → resources → app and relay → listen → graceful stop.
import { createAdministrator, createPostgresAccessCopy, withAdministrator } from '@copse/access';
import { decodeKeyBytes, loadConfig, readRoles } from '@copse/config';
import { createHttpApp } from '@copse/http';
import { createKafkaBus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { connectPostgres } from '@copse/postgres';
import closeWithGrace from 'close-with-grace';
import { CAPTURE_ROLES, configSchema, readLimits } from './config.ts';
import { createActivityCapture } from './service.ts';

const STOP_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 10;
const KEYS_CONNECTIONS_MAX = 4;

const config = loadConfig(configSchema);
const roles = readRoles(config.CAPTURE_ROLES, CAPTURE_ROLES);
const logger = createLogger({ name: 'activity-capture', level: config.LOG_LEVEL });
const metrics = createMetrics();
const connection = connectPostgres({
  url: config.CAPTURE_DATABASE_URL,
  applicationName: 'copse-capture',
  maxConnections: CONNECTIONS_MAX,
});
const keysConnection = connectPostgres({
  url: config.KEYS_DATABASE_URL,
  applicationName: 'copse-capture',
  maxConnections: KEYS_CONNECTIONS_MAX,
});
const bus = createKafkaBus({
  brokers: config.KAFKA_BROKERS.split(','),
  clientId: 'copse-capture',
  topicPrefix: config.KAFKA_TOPIC_PREFIX,
  logger,
});
const accessCopy = createPostgresAccessCopy({
  connection,
  bus,
  groupId: 'activity-capture-access',
  logger,
  metrics,
  // What ended by itself begins anew in a new process: the supervisor starts one.
  onCrash: (error) => {
    logger.fatal({ err: error }, 'the access copy ended; stopping so that the process is started again');
    process.exitCode = 1;
    grace.close();
  },
});
const administrator =
  config.COPSE_ADMIN_KEY === undefined
    ? null
    : createAdministrator({ key: config.COPSE_ADMIN_KEY, tenantId: config.COPSE_ADMIN_TENANT });
const capture = createActivityCapture({
  connection,
  keysConnection,
  bus,
  directory: withAdministrator(accessCopy, administrator),
  masterKey: decodeKeyBytes(config.COPSE_MASTER_KEY),
  logger,
  metrics,
  roles,
  limits: readLimits(config),
});
const app = await createHttpApp({
  title: 'Copse activity capture',
  description:
    'Takes in what happens in communities of practice: each activity durable before it is acknowledged, and counted once.',
  version: '1.0.0',
  logger,
  metrics,
  modules: [capture],
});
const grace = closeWithGrace({ delay: STOP_TIMEOUT_MS, logger }, async ({ err }) => {
  if (err) logger.fatal({ err }, 'activity-capture stops after a fault');
  await app.close();
  await capture.stop();
  await accessCopy.stop();
  await bus.close();
  await Promise.all([connection.close(), keysConnection.close()]);
});

await capture.start();
if (roles.includes('http')) await accessCopy.start();
await app.listen({ host: config.HOST, port: config.CAPTURE_PORT });
