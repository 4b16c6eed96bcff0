// Takes the place of kafkajs' grouping of messages by partition: the same groups. kafkajs copies a partition's list
// for each message it adds.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
export const GROUPING_PATH = 'kafkajs/src/producer/groupMessagesPerPartition.js';

/** What kafkajs hands over. */
export interface MessagesToGroup<Message> {
  readonly topic: string;
  readonly partitionMetadata: readonly object[];
  readonly messages: readonly Message[];
  partitioner(given: { topic: string; partitionMetadata: readonly object[]; message: Message }): number;
}

export type MessageGrouping = <Message>(given: MessagesToGroup<Message>) => Record<number, Message[]>;

/** The grouping kafkajs brings. */
export const groupAsKafkajs = require(GROUPING_PATH) as MessageGrouping;

/** Messages by partition, in their order. Nothing where the topic has no partitions. */
export const groupInOnePass: MessageGrouping = ({ topic, partitionMetadata, messages, partitioner }) =>
  partitionMetadata.length === 0
    ? {}
    : (Object.groupBy(messages, (message) => partitioner({ topic, partitionMetadata, message })) as Record<
        number,
        (typeof messages)[number][]
      >);
