// Data health: how complete the figures are, and what did not get into them.
import { callerOf } from '@copse/access';
import type { Bus } from '@copse/messaging';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ClickHouseReader } from '../store/clickhouse-reader.ts';
import { FACT_TOPICS, GROUPS } from '../store/consumer-groups.ts';
import { readDataHealth } from '../store/data-health.ts';
import { combineWatermarks, readWatermarks, type TopicWatermark } from '../store/watermark.ts';
import { DataHealthReport } from './data-health.schemas.ts';

const LAG_TIMEOUT_MS = 2000;

/** The route of data health. */
export function createDataHealthRoutes(deps: {
  reader: ClickHouseReader;
  bus: Bus;
}): FastifyPluginAsyncTypebox {
  const { reader, bus } = deps;
  return async (app) => {
    app.get(
      '/v1/analytics/health',
      {
        config: { scope: 'analytics:read' },
        schema: {
          tags: ['data health'],
          operationId: 'readDataHealth',
          summary: 'How complete are the figures?',
          description:
            'Up to when each topic is taken in, how much there is, which communities activities name that nobody registered, and what could not be taken in.',
          response: { 200: DataHealthReport },
        },
      },
      async (request) => {
        const { tenant } = callerOf(request);
        const [watermarks, health, lag] = await Promise.all([
          readWatermarks(reader, FACT_TOPICS),
          readDataHealth(reader, tenant),
          readLag(bus),
        ]);
        const { dataAsOf, reason } = combineWatermarks(watermarks);
        return {
          dataAsOf,
          dataAsOfUnknownBecause: reason,
          topics: watermarks.map((watermark) => describeTopic(watermark, lag)),
          counts: health.counts,
          unregisteredCommunities: [...health.unregistered],
          deadLetters: {
            total: health.deadLetters.reduce((sum, letters) => sum + letters.count, 0),
            byReason: [...health.deadLetters],
          },
        };
      },
    );
  };
}

type Lag = { readonly byTopic: ReadonlyMap<string, number> } | { readonly reason: string };

/** How far the groups are behind; while the bus is away the report says so and the rest of it stands. */
async function readLag(bus: Bus): Promise<Lag> {
  const timeout = AbortSignal.timeout(LAG_TIMEOUT_MS);
  const expired = new Promise<Lag>((resolve) => {
    timeout.addEventListener('abort', () =>
      resolve({ reason: `the bus did not answer within ${LAG_TIMEOUT_MS} ms` }),
    );
  });
  return await Promise.race([askLag(bus).catch((): Lag => ({ reason: 'the bus does not answer' })), expired]);
}

async function askLag(bus: Bus): Promise<Lag> {
  const byTopic = new Map<string, number>();
  for (const { group, topics } of GROUPS)
    for (const { topic, committed, end } of await bus.administration.groupLag(group, topics))
      byTopic.set(topic, (byTopic.get(topic) ?? 0) + Number(end - (committed ?? 0n)));
  return { byTopic };
}

function describeTopic(watermark: TopicWatermark, lag: Lag): DataHealthReport['topics'][number] {
  const { topic, partitions, covered, leastMs } = watermark;
  return {
    topic,
    partitions,
    coveredPartitions: covered,
    watermark: leastMs === null ? null : new Date(leastMs).toISOString(),
    lagRecords: 'byTopic' in lag ? (lag.byTopic.get(topic) ?? 0) : null,
    lagUnknownBecause: 'reason' in lag ? lag.reason : null,
  };
}
