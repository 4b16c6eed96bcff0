import { createLogger, createMetrics } from '@copse/observability';
import { eventually } from '@copse/testing';
import { expect, it } from 'vitest';
import { createAnalytics } from '../src/service.ts';
import { createClickHouseReader } from '../src/store/clickhouse-reader.ts';
import { readDataAsOf } from '../src/store/watermark.ts';
import { createAnalyticsHome } from './analytics-home.ts';
import { createBusHome } from './bus-home.ts';
import { createActivity } from './events.ts';

it('takes facts from Kafka into a ClickHouse server, once, over a restart', async () => {
  const [home, topics] = await Promise.all([createAnalyticsHome('server'), createBusHome('kafka')]);
  const logger = createLogger({ name: 'spec', level: 'silent' });
  const reader = createClickHouseReader(home.connection);
  const start = async () => {
    const metrics = createMetrics({ processMetrics: false });
    const module = createAnalytics({
      clickhouse: home.connection,
      bus: topics.bus,
      logger,
      metrics,
      roles: ['projector'],
    });
    await module.start();
    return module;
  };
  const activities = Array.from({ length: 5000 }, (_, index) =>
    createActivity({ occurredAt: new Date(Date.UTC(2015, 0, 1) + index * 3_600_000).toISOString() }),
  );
  await topics.publish(activities);
  await topics.mark('2026-03-05T00:00:00.000Z');
  const first = await start();
  await reach('2026-03-05T00:00:00.000Z');
  await first.stop();
  await topics.publish(activities.slice(0, 1000));
  await topics.mark('2026-03-06T00:00:00.000Z');
  const second = await start();
  await reach('2026-03-06T00:00:00.000Z');
  const counted = await reader.read({
    origin: 'spec',
    sql: 'SELECT count() AS n FROM activities FINAL',
    parameters: {},
  });
  expect(counted).toEqual([{ n: 5000 }]);
  await second.stop();
  await Promise.all([home.remove(), topics.remove()]);

  async function reach(at: string): Promise<void> {
    await eventually(
      async () =>
        expect(
          await readDataAsOf(reader, ['copse.activity', 'copse.membership', 'copse.value']),
        ).toMatchObject({ dataAsOf: at }),
      { timeoutMs: 30_000 },
    );
  }
});
