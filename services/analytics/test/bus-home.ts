// A real bus with every topic of the manifest: on tables in a database of its own, or on the run's Kafka.
import { MARKER_KEY, recordKey, TOPICS, type PublicEvent } from '@copse/contracts';
import { createEmbeddedBus, createKafkaBus, embeddedBusMigrations, type Bus } from '@copse/messaging';
import { createLogger } from '@copse/observability';
import { connectPostgres, migratePostgres } from '@copse/postgres';
import { acquireKafka, acquirePostgres } from '@copse/testing';

/** A real bus for specs. */
export interface BusHome {
  readonly bus: Bus;
  publish(events: readonly PublicEvent[]): Promise<void>;
  /** Puts bytes as they are under a key of their own into a topic. */
  publishBytes(topic: string, key: string, value: Buffer): Promise<void>;
  /** A watermark in every partition of these topics. */
  mark(at: string, topics?: readonly string[], epoch?: number): Promise<void>;
  remove(): Promise<void>;
}

const FACT_TOPICS = ['copse.activity', 'copse.membership', 'copse.value'];

interface Place {
  readonly bus: Bus;
  close(): Promise<void>;
}

const logger = createLogger({ name: 'spec', level: 'silent' });

/** The bus on tables, in a database nobody else uses. */
async function openTables(): Promise<Place> {
  const database = await (await acquirePostgres()).createDatabase('bus');
  const role = `${database.name}_service`;
  await migratePostgres({
    url: database.url,
    sets: [embeddedBusMigrations],
    serviceRole: role,
    servicePassword: 'spec',
  });
  const url = new URL(database.url);
  url.username = role;
  url.password = 'spec';
  const connection = connectPostgres({ url: url.toString(), maxConnections: 10, applicationName: 'spec' });
  const bus = createEmbeddedBus({
    connection,
    logger,
    leaseMs: 1200,
    heartbeatMs: 50,
    retentionIntervalMs: null,
  });
  return {
    bus,
    close: async () => {
      await bus.close();
      await connection.close();
      await database.drop();
    },
  };
}

/** Kafka, with topics nobody else uses. */
async function openKafka(): Promise<Place> {
  const kafka = await acquireKafka();
  const bus = createKafkaBus({
    brokers: kafka.brokers,
    clientId: 'spec',
    topicPrefix: kafka.createTopicPrefix(),
    logger,
  });
  return { bus, close: async () => await bus.close() };
}

/** Makes a bus with all topics. */
export async function createBusHome(kind: 'tables' | 'kafka' = 'tables'): Promise<BusHome> {
  const { bus, close } = kind === 'tables' ? await openTables() : await openKafka();
  await bus.administration.ensureTopics(TOPICS);
  return {
    bus,
    async publish(events) {
      const byTopic = Map.groupBy(events, ({ type }) => type.split('.').slice(0, 2).join('.'));
      for (const [topic, ofTopic] of byTopic)
        await bus.publish(
          topic,
          ofTopic.map((event) => ({
            key: recordKey(event.tenantid, event.subject),
            value: Buffer.from(JSON.stringify(event)),
          })),
        );
    },
    publishBytes: async (topic, key, value) => await bus.publish(topic, [{ key, value }]),
    async mark(at, topics = FACT_TOPICS, epoch = 1) {
      const value = Buffer.from(JSON.stringify({ marker: 'watermark', source: 'copse/spec', epoch, at }));
      for (const topic of topics) {
        const partitions = TOPICS.find(({ name }) => name === topic)?.partitions ?? 0;
        const records = Array.from({ length: partitions }, (_, partition) => ({
          key: MARKER_KEY,
          value,
          partition,
        }));
        await bus.publish(topic, records);
      }
    },
    remove: close,
  };
}
