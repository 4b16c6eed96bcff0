// The bus on Apache Kafka.
import { createKafkaClient, type KafkaClientOptions } from './kafka-client.ts';
import type { Bus, Subscription } from '../bus.ts';
import { createKafkaAdministration } from './kafka-administration.ts';
import { createKafkaPlace, withAdmin } from './kafka-place.ts';
import { createKafkaPublisher } from './kafka-publisher.ts';
import { startKafkaSubscription } from './kafka-subscription.ts';
import { requireTopics } from './kafka-topics.ts';

/** How to reach Kafka. */
export interface KafkaBusOptions extends KafkaClientOptions {
  /** Stands before every topic's name on the broker, so that installations can share one. Default none. */
  readonly topicPrefix?: string;
}

/** Makes a bus on Kafka; nothing is connected before it is used. */
export function createKafkaBus(options: KafkaBusOptions): Bus {
  const prefix = options.topicPrefix ?? '';
  const place = createKafkaPlace(createKafkaClient(options), options.brokers, prefix);
  const publisher = createKafkaPublisher(place);
  const subscriptions = new Set<Subscription>();
  return {
    publish: publisher.publish,
    administration: createKafkaAdministration(place),

    async subscribe(subscribing) {
      const topics = await withAdmin(
        place,
        async (admin) => await requireTopics(admin, place, subscribing.topics),
      );
      const subscription = await startKafkaSubscription(
        { place, topics, logger: options.logger },
        subscribing,
      );
      subscriptions.add(subscription);
      return {
        ...subscription,
        stop: async () => {
          subscriptions.delete(subscription);
          await subscription.stop();
        },
      };
    },

    async ping() {
      // Who pings wants an answer now: one attempt.
      const impatient = createKafkaPlace(createKafkaClient(options, 0), options.brokers, prefix);
      await withAdmin(impatient, async (admin) => await admin.describeCluster());
    },

    async close() {
      await Promise.all([...subscriptions].map(async (subscription) => await subscription.stop()));
      subscriptions.clear();
      await publisher.close();
    },
  };
}
