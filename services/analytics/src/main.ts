// The analytics process: configuration → resources → app and consumers → listen → graceful stop.
import { readAdministrator } from '@copse/access';
import { connectClickHouse } from '@copse/clickhouse';
import { loadConfigOrExit, readRoles } from '@copse/config';
import { runHttpProcess } from '@copse/http';
import { createKafkaBus } from '@copse/messaging';
import { ANALYTICS_ROLES, configSchema } from './config.ts';
import { createAnalytics } from './service.ts';

const config = loadConfigOrExit('analytics', configSchema);
await runHttpProcess({
  name: 'analytics',
  description: 'Indicators, the value-creation matrix and data health of communities of practice.',
  config,
  port: config.ANALYTICS_PORT,
  portVariable: 'ANALYTICS_PORT',
  compose: (parts) => {
    const clickhouse = connectClickHouse({ url: config.CLICKHOUSE_URL }, { origin: 'analytics' });
    const bus = createKafkaBus({
      brokers: config.KAFKA_BROKERS.split(','),
      clientId: 'copse-analytics',
      topicPrefix: config.KAFKA_TOPIC_PREFIX,
      logger: parts.logger,
    });
    const module = createAnalytics({
      ...parts,
      clickhouse,
      bus,
      roles: readRoles(config.ANALYTICS_ROLES, ANALYTICS_ROLES),
      administrator: readAdministrator(config),
      gathering: { maxRows: config.ANALYTICS_FLUSH_ROWS, maxWaitMs: config.ANALYTICS_FLUSH_MS },
    });
    const close = async (): Promise<void> => {
      await bus.close();
      await clickhouse.close();
    };
    return { module, close };
  },
});
