// Kafka for a spec: topics of its own by a random prefix.
import { randomBytes } from 'node:crypto';
import { requireAddress } from './require-address.ts';

/** The Kafka of this run. */
export interface TestKafka {
  readonly brokers: string[];
  /** A prefix no other spec has, such as `t4f2a91.`. */
  createTopicPrefix(): string;
}

/** Gives the Kafka of this run; throws where the run was started without one. */
export async function acquireKafka(): Promise<TestKafka> {
  return {
    brokers: requireAddress('kafka').split(','),
    createTopicPrefix: () => `t${randomBytes(4).toString('hex')}.`,
  };
}
