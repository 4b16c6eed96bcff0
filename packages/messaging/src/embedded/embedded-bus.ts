// The bus on PostgreSQL tables: durable, ordered, with consumer groups, for installations without Kafka.
// It has a database of its own and runs as the service role; its tables are shared and carry no tenant.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from '@copse/observability';
import { describeAddress, type MigrationSet, type PostgresConnection } from '@copse/postgres';
import type { Bus, Subscription, SubscriptionOptions } from '../bus.ts';
import { createEmbeddedAdministration } from './embedded-administration.ts';
import { createEmbeddedPublisher } from './embedded-publisher.ts';
import { startEmbeddedSubscription } from './embedded-subscription.ts';
import { inWords } from './engine-faults.ts';
import { createPartitionLeases } from './partition-leases.ts';
import { startRetention } from './retention.ts';
import { createTopicCatalogue } from './topic-catalogue.ts';

/** The tables of the embedded bus. */
export const embeddedBusMigrations: MigrationSet = {
  name: 'embedded_bus',
  folder: join(import.meta.dirname, '../../migrations/embedded-bus'),
};

/** How an embedded bus behaves. Times are milliseconds. */
export interface EmbeddedBusOptions {
  /** A pool on the bus's own database; the bus does not close it. */
  readonly connection: PostgresConnection;
  readonly logger: Logger;
  /** How long a member that went silent keeps its partitions. Default 6,000. */
  readonly leaseMs?: number;
  /** How often a member shows itself and looks for changes. Default a sixth of `leaseMs`. */
  readonly heartbeatMs?: number;
  /** The longest wait between two looks of an idle subscriber. Default 100. */
  readonly idleWaitMaxMs?: number;
  /** How often what is past retention is dropped; null leaves it to another process. Default 60,000. */
  readonly retentionIntervalMs?: number | null;
}

/** Makes an embedded bus. Its database needs `embeddedBusMigrations` and the topics of the manifest. */
export function createEmbeddedBus(options: EmbeddedBusOptions): Bus {
  const { connection, logger } = options;
  const { sql } = connection;
  const where = describeAddress(connection.url);
  const leaseMs = options.leaseMs ?? 6_000;
  const heartbeatMs = options.heartbeatMs ?? Math.ceil(leaseMs / 6);
  const catalogue = createTopicCatalogue(sql, where);
  const subscriptions = new Set<Subscription>();
  const retentionIntervalMs =
    options.retentionIntervalMs === undefined ? 60_000 : options.retentionIntervalMs;
  const retention =
    retentionIntervalMs === null ? null : startRetention({ sql, logger, intervalMs: retentionIntervalMs });

  const publisher = createEmbeddedPublisher({ sql, catalogue, database: where });
  const administration = createEmbeddedAdministration({ sql, catalogue, where });
  const explain = async <T>(work: () => Promise<T>): Promise<T> => await inWords(connection.url, work);

  async function joinGroup(subscribing: SubscriptionOptions): Promise<Subscription> {
    const { groupId, topics } = subscribing;
    const known = await catalogue.require(topics);
    const leases = createPartitionLeases({ sql, groupId, memberId: randomUUID(), topics, leaseMs });
    const idleWaitMaxMs = options.idleWaitMaxMs ?? 100;
    const deps = { sql, database: where, leases, topics: known, heartbeatMs, idleWaitMaxMs, logger };
    return await startEmbeddedSubscription(deps, subscribing);
  }

  return {
    publish: async (topic, records) => await explain(async () => await publisher.publish(topic, records)),
    administration: {
      ensureTopics: async (topics) => await explain(async () => await administration.ensureTopics(topics)),
      missingTopics: async (topics) => await explain(async () => await administration.missingTopics(topics)),
      mismatchedTopics: async (topics) =>
        await explain(async () => await administration.mismatchedTopics(topics)),
      groupLag: async (groupId, topics) =>
        await explain(async () => await administration.groupLag(groupId, topics)),
      findByKey: async (topic, key, limit) =>
        await explain(async () => await administration.findByKey(topic, key, limit)),
    },
    async subscribe(subscribing) {
      const subscription = await explain(async () => await joinGroup(subscribing));
      subscriptions.add(subscription);
      return {
        ...subscription,
        stop: async () => {
          subscriptions.delete(subscription);
          await subscription.stop();
        },
      };
    },
    ping: async () => await explain(async () => void (await sql`select count(*) from bus_topics`)),
    async close() {
      await retention?.stop();
      await Promise.all([...subscriptions].map(async (subscription) => await subscription.stop()));
      subscriptions.clear();
    },
  };
}
