// The value-evaluation process: configuration → resources → app and consumers → listen → graceful stop.
import { createAdministrator, createPostgresAccessCopy, withAdministrator } from '@copse/access';
import { decodeKeyBytes, loadConfig, readRoles } from '@copse/config';
import { createHttpApp } from '@copse/http';
import { createKafkaBus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { connectPostgres } from '@copse/postgres';
import closeWithGrace from 'close-with-grace';
import { VALUE_ROLES, configSchema } from './config.ts';
import { createValueEvaluation } from './service.ts';

const STOP_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 10;

const config = loadConfig(configSchema);
const logger = createLogger({ name: 'value-evaluation', level: config.LOG_LEVEL });
const metrics = createMetrics();
const connection = connectPostgres({
  url: config.VALUE_DATABASE_URL,
  applicationName: 'copse-value-evaluation',
  maxConnections: CONNECTIONS_MAX,
});
const keysConnection = connectPostgres({
  url: config.KEYS_DATABASE_URL,
  applicationName: 'copse-value-evaluation-keys',
  maxConnections: CONNECTIONS_MAX,
});
const bus = createKafkaBus({
  brokers: config.KAFKA_BROKERS.split(','),
  clientId: 'copse-value-evaluation',
  topicPrefix: config.KAFKA_TOPIC_PREFIX,
  logger,
});
// A consumer that ended by itself begins anew in a new process: the supervisor starts one.
const onCrash = (error: Error): void => {
  logger.fatal({ err: error }, 'a consumer ended; stopping so that the process is started again');
  process.exitCode = 1;
  grace.close();
};
const accessCopy = createPostgresAccessCopy({
  connection,
  bus,
  groupId: 'copse.value-evaluation.access',
  logger,
  metrics,
  onCrash,
});
const administrator =
  config.COPSE_ADMIN_KEY === undefined
    ? null
    : createAdministrator({ key: config.COPSE_ADMIN_KEY, tenantId: config.COPSE_ADMIN_TENANT });
const valueEvaluation = createValueEvaluation({
  connection,
  keysConnection,
  bus,
  directory: withAdministrator(accessCopy, administrator),
  masterKey: decodeKeyBytes(config.COPSE_MASTER_KEY),
  logger,
  metrics,
  roles: readRoles(config.VALUE_ROLES, VALUE_ROLES),
  onCrash,
});
const app = await createHttpApp({
  title: 'Copse value evaluation',
  description: 'Value frameworks and value-creation stories.',
  version: '1.0.0',
  logger,
  metrics,
  modules: [valueEvaluation],
});
const grace = closeWithGrace({ delay: STOP_TIMEOUT_MS, logger }, async ({ err }) => {
  if (err) logger.fatal({ err }, 'value-evaluation stops after a fault');
  await app.close();
  await valueEvaluation.stop();
  await accessCopy.stop();
  await bus.close();
  await connection.close();
  await keysConnection.close();
});

await valueEvaluation.start();
await accessCopy.start();
await app.listen({ host: config.HOST, port: config.VALUE_PORT });
