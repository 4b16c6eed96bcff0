// Where the broker is and how topics are called there.
import type { Admin, Kafka } from 'kafkajs';
import { describeKafkaFault } from './kafka-faults.ts';

/** A Kafka, and the prefix of this installation's topics on it. */
export interface KafkaPlace {
  readonly kafka: Kafka;
  /** The brokers, for messages. */
  readonly where: string;
  nameOnBroker(topic: string): string;
  nameHere(topicOnBroker: string): string;
}

/** Makes a place. */
export function createKafkaPlace(kafka: Kafka, brokers: readonly string[], prefix: string): KafkaPlace {
  return {
    kafka,
    where: brokers.join(','),
    nameOnBroker: (topic) => `${prefix}${topic}`,
    nameHere: (topic) => (topic.startsWith(prefix) ? topic.slice(prefix.length) : topic),
  };
}

/** Runs administrative work on a connection of its own; faults come out in words. */
export async function withAdmin<T>(place: KafkaPlace, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = place.kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } catch (error) {
    throw describeKafkaFault(error, place.where);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
