// What a group member on Kafka knows of itself. Every rebalance takes all partitions away and gives some back
// at the committed offsets; a generation number tells what belongs to which of them.
import type { Logger } from '@copse/observability';
import type { Consumer } from 'kafkajs';
import {
  OffsetOutOfRangeError,
  StaleAssignmentError,
  type SubscriptionOptions,
  type TopicPartition,
  type TopicPartitionOffset,
} from '../bus.ts';
import { describeKafkaFault, isStaleFault } from './kafka-faults.ts';
import type { KafkaPlace } from './kafka-place.ts';
import type { KnownTopic } from './kafka-topics.ts';

export interface HeldPartition extends TopicPartition {
  /** The offset the next batch should begin at; null where the group begins at the end. */
  expected: bigint | null;
  /** No batch of this generation has come yet. */
  isFirst: boolean;
}

export interface Member {
  readonly place: KafkaPlace;
  readonly options: SubscriptionOptions;
  readonly topics: ReadonlyMap<string, KnownTopic>;
  readonly logger: Logger;
  readonly consumer: Consumer;
  readonly held: Map<string, HeldPartition>;
  /** Rises with every rebalance. */
  generation: number;
  /** What was held before and is to be told as revoked. */
  leaving: TopicPartition[];
  /** Batches being handed on. */
  readonly handing: Set<Promise<void>>;
  /** Telling of revocation and assignment, one after the other; reading waits for it. */
  transition: Promise<void>;
  readonly joined: PromiseWithResolvers<void>;
  hasJoined: boolean;
  hasEnded: boolean;
}

/** The key of a partition in maps. */
export function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** Synchronous: from here on no commit is accepted and no position moves. */
export function giveUpAll(member: Member): void {
  member.generation += 1;
  member.leaving.push(...[...member.held.values()].map(({ topic, partition }) => ({ topic, partition })));
  member.held.clear();
}

/** Throws where retention dropped records before the group read them; compacted topics have gaps by nature. */
export function requireNoGap(member: Member, expected: TopicPartitionOffset, lowest: bigint): void {
  if (lowest <= expected.offset || member.topics.get(expected.topic)?.compacted === true) return;
  throw new OffsetOutOfRangeError(
    `group ${member.options.groupId} stood at offset ${expected.offset} of ${keyOf(expected)}, ` +
      `but retention kept only ${lowest} and later; rebuild what the group keeps from the log`,
  );
}

/** Ends the subscription and says so, once. */
export function crash(member: Member, cause: unknown): void {
  if (member.hasEnded) return;
  member.hasEnded = true;
  const error = cause instanceof Error ? cause : new Error(String(cause));
  member.joined.reject(error);
  // Disconnecting waits for the batch that may just be failing, so nothing waits for it here.
  void member.consumer
    .disconnect()
    .catch(() => undefined)
    .then(() => {
      // Before it has joined, whoever subscribes is told by the rejection.
      if (member.hasJoined) member.options.onCrash(error);
    });
}

/** Commits, or says that the partitions changed hands. */
export async function commitOffsets(member: Member, offsets: readonly TopicPartitionOffset[]): Promise<void> {
  const { generation, place } = member;
  const stale = offsets.find((offset) => !member.held.has(keyOf(offset)));
  if (stale !== undefined || member.hasEnded)
    throw new StaleAssignmentError(
      `${stale === undefined ? 'nothing' : keyOf(stale)} is assigned to this member of ${member.options.groupId}`,
    );
  try {
    await member.consumer.commitOffsets(
      offsets.map(({ topic, partition, offset }) => ({
        topic: place.nameOnBroker(topic),
        partition,
        offset: offset.toString(),
      })),
    );
  } catch (error) {
    if (generation !== member.generation || isStaleFault(error))
      throw new StaleAssignmentError(`group ${member.options.groupId} rebalanced before the commit`, {
        cause: error,
      });
    throw describeKafkaFault(error, place.where);
  }
  // kafkajs resolves without committing while it joins again.
  if (generation !== member.generation)
    throw new StaleAssignmentError(`group ${member.options.groupId} rebalanced during the commit`);
}
