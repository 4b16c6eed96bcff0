// Kafka with a topic prefix of its own.
import { acquireKafka } from '@copse/testing';
import { createKafkaBus } from '../src/kafka/kafka-bus.ts';
import { silent, type BusHarness } from './bus-harness.ts';

/** Makes an installation on the run's Kafka. */
export async function openKafka(): Promise<BusHarness> {
  const kafka = await acquireKafka();
  const topicPrefix = kafka.createTopicPrefix();
  return {
    createBus: () =>
      createKafkaBus({ brokers: kafka.brokers, clientId: 'spec', topicPrefix, logger: silent }),
    close: async () => {},
  };
}
