// Joining a generation: what was held is told as revoked once nothing of it is under way, what is given is
// told as assigned, and only then is anything fetched.
import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumerGroupJoinEvent } from 'kafkajs';
import { OffsetOutOfRangeError, type TopicPartition } from '../bus.ts';
import { crash, giveUpAll, keyOf, requireNoGap, type Member } from './kafka-member.ts';
import { withAdmin } from './kafka-place.ts';

const POSITION_ATTEMPTS_MAX = 20;
const POSITION_RETRY_MS = 500;

/** Takes the assignment of a new generation. */
export function joinGeneration(member: Member, { payload }: ConsumerGroupJoinEvent): void {
  giveUpAll(member);
  const { generation } = member;
  const onBroker = Object.entries(payload.memberAssignment).map(([topic, partitions]) => ({
    topic,
    partitions,
  }));
  // Nothing is fetched before the handler knows, and before it is sure that nothing was skipped.
  member.consumer.pause(onBroker);
  member.transition = member.transition
    .then(async () => await changeHands(member, { generation, onBroker }))
    .catch((error: unknown) => crash(member, error));
}

async function changeHands(
  member: Member,
  joined: { generation: number; onBroker: { topic: string; partitions: number[] }[] },
): Promise<void> {
  const { options, place } = member;
  const isCurrent = (): boolean => joined.generation === member.generation && !member.hasEnded;
  await Promise.all(member.handing);
  const revoked = member.leaving.splice(0);
  if (revoked.length > 0) await options.onRevoked?.(revoked);
  if (!isCurrent()) return;
  const given = joined.onBroker.flatMap(({ topic, partitions }) =>
    partitions.map((partition) => ({ topic: place.nameHere(topic), partition })),
  );
  const positions = await findPositions(member, given, isCurrent);
  if (positions === null) return;
  if (given.length > 0) await options.onAssigned?.(given);
  if (!isCurrent()) return;
  for (const item of given)
    member.held.set(keyOf(item), { ...item, expected: positions.get(keyOf(item)) ?? null, isFirst: true });
  member.consumer.resume(joined.onBroker);
  member.hasJoined = true;
  member.joined.resolve();
}

/** Where reading begins, by partition; null when another generation came meanwhile. A broker that is away is waited for. */
async function findPositions(
  member: Member,
  given: readonly TopicPartition[],
  isCurrent: () => boolean,
): Promise<Map<string, bigint> | null> {
  for (let attempt = 1; isCurrent(); attempt += 1) {
    try {
      const positions = await readPositions(member, given);
      return isCurrent() ? positions : null;
    } catch (error) {
      if (error instanceof OffsetOutOfRangeError || attempt === POSITION_ATTEMPTS_MAX) throw error;
      await delay(POSITION_RETRY_MS);
    }
  }
  return null;
}

async function readPositions(member: Member, given: readonly TopicPartition[]): Promise<Map<string, bigint>> {
  const { options, place } = member;
  const positions = new Map<string, bigint>();
  const topics = [...new Set(given.map(({ topic }) => topic))];
  if (topics.length === 0) return positions;
  await withAdmin(place, async (admin) => {
    const committed = await admin.fetchOffsets({
      groupId: options.groupId,
      topics: topics.map(place.nameOnBroker),
    });
    for (const { topic: name, partitions } of committed) {
      const topic = place.nameHere(name);
      const lowest = new Map(
        (await admin.fetchTopicOffsets(name)).map(({ partition, low }) => [partition, BigInt(low)]),
      );
      for (const { partition, offset } of partitions) {
        const low = lowest.get(partition) ?? 0n;
        const at = BigInt(offset);
        if (at >= 0n) requireNoGap(member, { topic, partition, offset: at }, low);
        if (at >= 0n) positions.set(keyOf({ topic, partition }), at > low ? at : low);
        else if (options.from === 'earliest') positions.set(keyOf({ topic, partition }), low);
      }
    }
  });
  return positions;
}
