// The analytics process: configuration → resources → app and consumers → listen → graceful stop.
import { createAdministrator } from '@copse/access';
import { connectClickHouse } from '@copse/clickhouse';
import { loadConfig, readRoles } from '@copse/config';
import { createHttpApp } from '@copse/http';
import { createKafkaBus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import closeWithGrace from 'close-with-grace';
import { ANALYTICS_ROLES, configSchema } from './config.ts';
import { createAnalytics } from './service.ts';

const STOP_TIMEOUT_MS = 10_000;

const config = loadConfig(configSchema);
const logger = createLogger({ name: 'analytics', level: config.LOG_LEVEL });
const metrics = createMetrics();
const clickhouse = connectClickHouse({ url: config.CLICKHOUSE_URL }, { origin: 'analytics' });
const bus = createKafkaBus({
  brokers: config.KAFKA_BROKERS.split(','),
  clientId: 'copse-analytics',
  topicPrefix: config.KAFKA_TOPIC_PREFIX,
  logger,
});
let crash: Error | null = null;
const analytics = createAnalytics({
  clickhouse,
  bus,
  logger,
  metrics,
  roles: readRoles(config.ANALYTICS_ROLES, ANALYTICS_ROLES),
  administrator:
    config.COPSE_ADMIN_KEY === undefined
      ? null
      : createAdministrator({ key: config.COPSE_ADMIN_KEY, tenantId: config.COPSE_ADMIN_TENANT }),
  gathering: { maxRows: config.ANALYTICS_FLUSH_ROWS, maxWaitMs: config.ANALYTICS_FLUSH_MS },
  // A consumer that ended by itself begins anew in a new process: the supervisor starts one.
  onCrash: (error) => {
    logger.fatal({ err: error }, 'a consumer ended; stopping so that the process is started again');
    crash = error;
    grace.close();
  },
});
const app = await createHttpApp({
  title: 'Copse analytics',
  description: 'Indicators, the value-creation matrix and data health of communities of practice.',
  version: '1.0.0',
  logger,
  metrics,
  modules: [analytics],
});
const grace = closeWithGrace({ delay: STOP_TIMEOUT_MS, logger }, async ({ err }) => {
  if (err) logger.fatal({ err }, 'analytics stops after a fault');
  await app.close();
  await analytics.stop();
  await bus.close();
  await clickhouse.close();
  // The one way to an exit code that is not 0, by which a supervisor knows to start the process again.
  if (crash !== null) throw crash;
});

await analytics.start();
await app.listen({ host: config.HOST, port: config.ANALYTICS_PORT });
