// Topics, lag and tracing on Kafka.
import { randomUUID } from 'node:crypto';
import type { BusAdministration, GroupLag, IncomingRecord, TopicPartition } from '../bus.ts';
import { partitionOf } from '../partitioner.ts';
import { withAdmin, type KafkaPlace } from './kafka-place.ts';
import { toIncomingRecord } from './kafka-records.ts';
import { describeMismatches, ensureKafkaTopics, readTopics, requireTopics } from './kafka-topics.ts';

const SEARCH_TIMEOUT_MS = 60_000;

/** Makes the administration of a Kafka. */
export function createKafkaAdministration(place: KafkaPlace): BusAdministration {
  return {
    ensureTopics: async (topics) =>
      await withAdmin(place, async (admin) => await ensureKafkaTopics(admin, place, topics)),

    missingTopics: async (topics) =>
      await withAdmin(place, async (admin) => {
        const names = topics.map((topic) => topic.name);
        const found = await readTopics(admin, place, names);
        return names.filter((name) => !found.has(name));
      }),

    mismatchedTopics: async (topics) =>
      await withAdmin(place, async (admin) => {
        const names = topics.map((topic) => topic.name);
        return describeMismatches(topics, await readTopics(admin, place, names), place);
      }),

    groupLag: async (groupId, topics) => await readLag(place, groupId, topics),

    findByKey: async (topic, key, limit) =>
      await findNewest(place, { topic, key: Buffer.from(key, 'utf8'), limit }),
  };
}

async function readLag(place: KafkaPlace, groupId: string, topics: readonly string[]): Promise<GroupLag[]> {
  return await withAdmin(place, async (admin) => {
    await requireTopics(admin, place, topics);
    const committed = await admin.fetchOffsets({ groupId, topics: topics.map(place.nameOnBroker) });
    const lags: GroupLag[] = [];
    for (const { topic: name, partitions } of committed) {
      const ends = new Map(
        (await admin.fetchTopicOffsets(name)).map(({ partition, high }) => [partition, high]),
      );
      const offsets = new Map(partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
      for (const [partition, end] of ends) {
        const offset = offsets.get(partition) ?? -1n;
        lags.push({
          topic: place.nameHere(name),
          partition,
          committed: offset < 0n ? null : offset,
          end: BigInt(end),
        });
      }
    }
    return lags.sort(
      (left, right) => left.topic.localeCompare(right.topic) || left.partition - right.partition,
    );
  });
}

/** Reads the key's partition from its beginning to its present end, in a group of its own that is removed. */
async function findNewest(
  place: KafkaPlace,
  wanted: { topic: string; key: Buffer; limit: number },
): Promise<(TopicPartition & IncomingRecord)[]> {
  const name = place.nameOnBroker(wanted.topic);
  const { partition, end } = await withAdmin(place, async (admin) => {
    const known = await requireTopics(admin, place, [wanted.topic]);
    const target = partitionOf(wanted.key, known.get(wanted.topic)?.partitions ?? 1);
    const range = (await admin.fetchTopicOffsets(name)).find((offsets) => offsets.partition === target);
    const isEmpty = range === undefined || range.high === range.low;
    return { partition: target, end: isEmpty ? 0n : BigInt(range.high) };
  });
  if (end === 0n) return [];
  const groupId = `copse-trace-${randomUUID()}`;
  const found = await readToEnd(place, { ...wanted, name, partition, end, groupId });
  await withAdmin(place, async (admin) => await admin.deleteGroups([groupId])).catch(() => undefined);
  return found;
}

interface Search {
  readonly topic: string;
  readonly name: string;
  readonly partition: number;
  readonly key: Buffer;
  readonly limit: number;
  readonly end: bigint;
  readonly groupId: string;
}

async function readToEnd(place: KafkaPlace, search: Search): Promise<(TopicPartition & IncomingRecord)[]> {
  const consumer = place.kafka.consumer({
    groupId: search.groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 100,
  });
  const found: (TopicPartition & IncomingRecord)[] = [];
  const finished = Promise.withResolvers<void>();
  const timer = setTimeout(
    () =>
      finished.reject(new Error(`searching ${search.name} took longer than ${SEARCH_TIMEOUT_MS / 1000} s`)),
    SEARCH_TIMEOUT_MS,
  );
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [search.name], fromBeginning: true });
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const others = (payload.memberAssignment[search.name] ?? []).filter(
        (number) => number !== search.partition,
      );
      consumer.pause([{ topic: search.name, partitions: others }]);
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) finished.reject(payload.error);
    });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        if (batch.partition !== search.partition) return;
        for (const message of batch.messages) {
          const record = toIncomingRecord(message);
          if (record.key === null || !search.key.equals(record.key)) continue;
          found.push({ topic: search.topic, partition: search.partition, ...record });
          if (found.length > search.limit) found.shift();
        }
        if (BigInt(batch.lastOffset()) + 1n >= search.end) finished.resolve();
      },
    });
    await finished.promise;
  } finally {
    clearTimeout(timer);
    await consumer.disconnect().catch(() => undefined);
  }
  return found;
}
