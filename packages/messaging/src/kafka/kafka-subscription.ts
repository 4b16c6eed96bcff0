// A group member on Kafka: joins, reads, commits, and survives a broker that goes away and comes back.
import type { Logger } from '@copse/observability';
import type { Subscription, SubscriptionOptions, TopicPartition } from '../bus.ts';
import { CLOSE_PATIENCE_MS, waitAtMost } from '../patience.ts';
import { REQUEST_RETRY } from './kafka-client.ts';
import { describeKafkaFault } from './kafka-faults.ts';
import { HEARTBEAT_MS, handOn } from './kafka-handing.ts';
import { commitOffsets, crash, giveUpAll, keyOf, type Member } from './kafka-member.ts';
import type { KafkaPlace } from './kafka-place.ts';
import { joinGeneration } from './kafka-rebalance.ts';
import type { KnownTopic } from './kafka-topics.ts';

/** After a broker's restart the member that was lost with it holds the group up for this long. */
const SESSION_TIMEOUT_MS = 10_000;
const REBALANCE_TIMEOUT_MS = 30_000;
const FETCH_WAIT_MS = 500;
/** What a consumer that gathers waits for, and no longer: a fetch costs the same however little of a partition it brings. */
const GATHERED_BYTES = 4 * 1_048_576;
const FETCH_BYTES_MAX = 16 * 1_048_576;
const FETCH_PARTITION_BYTES_MAX = 1_048_576;

/** Joins a group; resolves when it has its first assignment, which may be empty. */
export async function startKafkaSubscription(
  deps: { place: KafkaPlace; topics: ReadonlyMap<string, KnownTopic>; logger: Logger },
  options: SubscriptionOptions,
): Promise<Subscription> {
  const member = createMember(deps, options);
  const { consumer, place } = member;
  observe(member);
  try {
    await consumer.connect();
    await consumer.subscribe({
      topics: options.topics.map(place.nameOnBroker),
      fromBeginning: options.from === 'earliest',
    });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 4,
      eachBatch: async (payload) => await handOn(member, payload),
    });
    await member.joined.promise;
    await member.transition;
  } catch (error) {
    member.hasEnded = true;
    await consumer.disconnect().catch(() => undefined);
    throw describeKafkaFault(error, place.where);
  }
  return describeSubscription(member);
}

function createMember(
  deps: { place: KafkaPlace; topics: ReadonlyMap<string, KnownTopic>; logger: Logger },
  options: SubscriptionOptions,
): Member {
  const member: Member = {
    ...deps,
    options,
    consumer: deps.place.kafka.consumer({
      groupId: options.groupId,
      allowAutoTopicCreation: false,
      heartbeatInterval: HEARTBEAT_MS,
      sessionTimeout: SESSION_TIMEOUT_MS,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      minBytes: options.gatherMs === undefined ? 1 : GATHERED_BYTES,
      maxWaitTimeInMs: options.gatherMs ?? FETCH_WAIT_MS,
      maxBytes: FETCH_BYTES_MAX,
      maxBytesPerPartition: FETCH_PARTITION_BYTES_MAX,
      // A broker that is away is waited for; what cannot be waited out ends the subscription.
      retry: { ...REQUEST_RETRY, restartOnFailure: async () => !member.hasEnded },
    }),
    held: new Map(),
    generation: 0,
    leaving: [],
    handing: new Set(),
    transition: Promise.resolve(),
    joined: Promise.withResolvers(),
    hasJoined: false,
    hasEnded: false,
  };
  // Nobody may be waiting yet when joining fails.
  member.joined.promise.catch(() => undefined);
  return member;
}

function observe(member: Member): void {
  const { consumer, logger, options } = member;
  consumer.on(consumer.events.REBALANCING, () => giveUpAll(member));
  consumer.on(consumer.events.GROUP_JOIN, (event) => joinGeneration(member, event));
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    giveUpAll(member);
    if (!payload.restart) return crash(member, describeKafkaFault(payload.error, member.place.where));
    const reason = payload.error.message;
    logger.warn({ reason, groupId: options.groupId }, 'lost Kafka; joining the group again');
  });
}

function describeSubscription(member: Member): Subscription {
  const { consumer, held, place } = member;
  const group = (partitions: readonly TopicPartition[]): { topic: string; partitions: number[] }[] => {
    const own = partitions.filter((item) => held.has(keyOf(item)));
    const topics = [...new Set(own.map(({ topic }) => topic))];
    return topics.map((topic) => ({
      topic: place.nameOnBroker(topic),
      partitions: own.filter((item) => item.topic === topic).map(({ partition }) => partition),
    }));
  };
  return {
    commit: async (offsets) => {
      if (offsets.length > 0) await commitOffsets(member, offsets);
    },
    // Between two generations nothing is held, and kafkajs has nothing to pause.
    pause: (partitions) => {
      const own = group(partitions);
      if (own.length > 0) consumer.pause(own);
    },
    resume: (partitions) => {
      const own = group(partitions);
      if (own.length > 0) consumer.resume(own);
    },
    assignment: () => [...held.values()].map(({ topic, partition }) => ({ topic, partition })),
    stop: async () => {
      member.hasEnded = true;
      await waitAtMost(consumer.disconnect(), CLOSE_PATIENCE_MS);
      await Promise.all(member.handing);
      held.clear();
    },
  };
}
