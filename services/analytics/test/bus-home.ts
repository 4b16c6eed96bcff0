// The embedded bus with every topic of the manifest, in a database of its own.
import { MARKER_KEY, recordKey, TOPICS, type PublicEvent } from '@copse/contracts';
import { createEmbeddedBus, embeddedBusMigrations, type Bus } from '@copse/messaging';
import { createLogger } from '@copse/observability';
import { connectPostgres, migratePostgres } from '@copse/postgres';
import { acquirePostgres } from '@copse/testing';

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

/** Makes a bus nobody else uses. */
export async function createBusHome(): Promise<BusHome> {
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
  const logger = createLogger({ name: 'spec', level: 'silent' });
  const bus = createEmbeddedBus({
    connection,
    logger,
    leaseMs: 1200,
    heartbeatMs: 50,
    retentionIntervalMs: null,
  });
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
    async remove() {
      await bus.close();
      await connection.close();
      await database.drop();
    },
  };
}
