// A group member on Kafka. Every rebalance takes all partitions away and gives some back at the committed
// offsets; a generation number tells what belongs to which of them, so that nothing read under an old
// generation can move a position of the new one.
import type { Logger } from '@copse/observability';
import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import {
  OffsetOutOfRangeError,
  StaleAssignmentError,
  type Subscription,
  type SubscriptionOptions,
  type TopicPartition,
  type TopicPartitionOffset,
} from '../bus.ts';
import { describeKafkaFault, isStaleFault } from './kafka-faults.ts';
import { withAdmin, type KafkaPlace } from './kafka-place.ts';
import { toIncomingRecord } from './kafka-records.ts';
import { REQUEST_RETRY } from './kafka-client.ts';
import type { KnownTopic } from './kafka-topics.ts';

const HEARTBEAT_MS = 1_000;
const SESSION_TIMEOUT_MS = 15_000;
const REBALANCE_TIMEOUT_MS = 30_000;
const FETCH_WAIT_MS = 250;
const FETCH_BYTES_MAX = 16 * 1_048_576;
const FETCH_PARTITION_BYTES_MAX = 1_048_576;

interface HeldPartition extends TopicPartition {
  /** The offset the next batch should begin at; null where the group begins anew. */
  expected: bigint | null;
}

interface Member {
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
  hasEnded: boolean;
}

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
      maxWaitTimeInMs: FETCH_WAIT_MS,
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
    hasEnded: false,
  };
  return member;
}

function observe(member: Member): void {
  const { consumer, logger, options } = member;
  consumer.on(consumer.events.REBALANCING, () => giveUpAll(member));
  consumer.on(consumer.events.GROUP_JOIN, (event) => join(member, event));
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    giveUpAll(member);
    if (!payload.restart) return crash(member, describeKafkaFault(payload.error, member.place.where));
    logger.warn({ err: payload.error, groupId: options.groupId }, 'lost Kafka; joining the group again');
  });
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** Synchronous: from here on no commit is accepted and no position moves. */
function giveUpAll(member: Member): void {
  member.generation += 1;
  member.leaving.push(...[...member.held.values()].map(({ topic, partition }) => ({ topic, partition })));
  member.held.clear();
}

function join(member: Member, { payload }: ConsumerGroupJoinEvent): void {
  giveUpAll(member);
  const { consumer, place } = member;
  const { generation } = member;
  const onBroker = Object.entries(payload.memberAssignment).map(([topic, partitions]) => ({ topic, partitions }));
  const given = onBroker.flatMap(({ topic, partitions }) =>
    partitions.map((partition) => ({ topic: place.nameHere(topic), partition })),
  );
  // Nothing is fetched before the handler knows, and before it is sure that nothing was skipped.
  consumer.pause(onBroker);
  member.transition = member.transition
    .then(async () => {
      await Promise.all(member.handing);
      const revoked = member.leaving.splice(0);
      if (revoked.length > 0) await member.options.onRevoked?.(revoked);
      if (generation !== member.generation || member.hasEnded) return;
      const committed = await readCommitted(member, given);
      if (given.length > 0) await member.options.onAssigned?.(given);
      if (generation !== member.generation || member.hasEnded) return;
      for (const item of given) member.held.set(keyOf(item), { ...item, expected: committed.get(keyOf(item)) ?? null });
      consumer.resume(onBroker);
      member.joined.resolve();
    })
    .catch((error: unknown) => {
      member.joined.reject(error);
      crash(member, error);
    });
}

/** Committed offsets of the group; throws where retention dropped what it had still to read. */
async function readCommitted(member: Member, given: readonly TopicPartition[]): Promise<Map<string, bigint>> {
  const { options, place } = member;
  const topics = [...new Set(given.map(({ topic }) => topic))];
  const committed = new Map<string, bigint>();
  if (topics.length === 0) return committed;
  await withAdmin(place, async (admin) => {
    const offsets = await admin.fetchOffsets({ groupId: options.groupId, topics: topics.map(place.nameOnBroker) });
    for (const { topic: name, partitions } of offsets) {
      const topic = place.nameHere(name);
      const lowest = new Map((await admin.fetchTopicOffsets(name)).map(({ partition, low }) => [partition, BigInt(low)]));
      for (const { partition, offset } of partitions) {
        if (BigInt(offset) < 0n) continue;
        committed.set(keyOf({ topic, partition }), BigInt(offset));
        requireNoGap(member, { topic, partition, offset: BigInt(offset) }, lowest.get(partition) ?? 0n);
      }
    }
  });
  return committed;
}

function requireNoGap(member: Member, expected: TopicPartitionOffset, found: bigint): void {
  if (found <= expected.offset || member.topics.get(expected.topic)?.compacted === true) return;
  throw new OffsetOutOfRangeError(
    `group ${member.options.groupId} stood at offset ${expected.offset} of ${keyOf(expected)}, ` +
      `but retention kept only ${found} and later; rebuild what the group keeps from the log`,
  );
}

async function handOn(member: Member, payload: EachBatchPayload): Promise<void> {
  const { batch, resolveOffset, heartbeat, isRunning, isStale } = payload;
  await member.transition;
  const { generation } = member;
  const held = member.held.get(keyOf({ topic: member.place.nameHere(batch.topic), partition: batch.partition }));
  const first = batch.messages[0];
  if (held === undefined || first === undefined || member.hasEnded || !isRunning() || isStale()) return;
  // Batches that waited for the transition were fetched under the generation before it.
  if (held.expected !== null && BigInt(first.offset) < held.expected) return;
  // The library beats only between batches; one that takes long must not cost the membership.
  const beating = setInterval(() => void heartbeat().catch(() => undefined), HEARTBEAT_MS);
  const handing = offer(member, held, payload);
  const settled = handing.catch(() => undefined);
  member.handing.add(settled);
  try {
    await handing;
    if (generation !== member.generation) return;
    resolveOffset(batch.lastOffset());
    held.expected = BigInt(batch.lastOffset()) + 1n;
  } catch (error) {
    crash(member, error);
  } finally {
    clearInterval(beating);
    member.handing.delete(settled);
  }
}

async function offer(member: Member, held: HeldPartition, { batch }: EachBatchPayload): Promise<void> {
  const { topic, partition } = held;
  const records = batch.messages.map(toIncomingRecord);
  const first = records[0];
  if (first === undefined) return;
  if (held.expected !== null) await requireUnbroken(member, { topic, partition, offset: held.expected }, first.offset);
  await member.options.onBatch({ topic, partition, records, highWatermark: BigInt(batch.highWatermark) });
}

/**
 * kafkajs meets an offset out of range by committing the earliest one. The position is put back, so that
 * the next start finds the gap as well.
 */
async function requireUnbroken(member: Member, expected: TopicPartitionOffset, found: bigint): Promise<void> {
  try {
    requireNoGap(member, expected, found);
  } catch (error) {
    await commitOffsets(member, [expected]).catch(() => undefined);
    throw error;
  }
}

function crash(member: Member, cause: unknown): void {
  if (member.hasEnded) return;
  member.hasEnded = true;
  const error = cause instanceof Error ? cause : new Error(String(cause));
  // Disconnecting waits for the batch that may just be failing, so nothing waits for it here.
  void member.consumer
    .disconnect()
    .catch(() => undefined)
    .then(() => member.options.onCrash(error));
}

async function commitOffsets(member: Member, offsets: readonly TopicPartitionOffset[]): Promise<void> {
  const { generation, place } = member;
  const stale = offsets.find((offset) => !member.held.has(keyOf(offset)));
  if (stale !== undefined || member.hasEnded)
    throw new StaleAssignmentError(`${stale === undefined ? 'nothing' : keyOf(stale)} is assigned to this member of ${member.options.groupId}`);
  try {
    await member.consumer.commitOffsets(
      offsets.map(({ topic, partition, offset }) => ({ topic: place.nameOnBroker(topic), partition, offset: offset.toString() })),
    );
  } catch (error) {
    if (generation !== member.generation || isStaleFault(error))
      throw new StaleAssignmentError(`group ${member.options.groupId} rebalanced before the commit`, { cause: error });
    throw describeKafkaFault(error, place.where);
  }
  // kafkajs resolves without committing while it joins again.
  if (generation !== member.generation)
    throw new StaleAssignmentError(`group ${member.options.groupId} rebalanced during the commit`);
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
    pause: (partitions) => consumer.pause(group(partitions)),
    resume: (partitions) => consumer.resume(group(partitions)),
    assignment: () => [...held.values()].map(({ topic, partition }) => ({ topic, partition })),
    stop: async () => {
      member.hasEnded = true;
      await consumer.disconnect();
      await Promise.all(member.handing);
      held.clear();
    },
  };
}
