// Handing batches on, and keeping positions honest: a batch read under an old generation moves nothing, and
// nothing that retention took away is skipped in silence.
import type { EachBatchPayload } from 'kafkajs';
import {
  commitOffsets,
  crash,
  keyOf,
  requireNoGap,
  type HeldPartition,
  type Member,
} from './kafka-member.ts';
import { withAdmin } from './kafka-place.ts';
import { toIncomingRecord } from './kafka-records.ts';

/** How often a member shows itself while a batch is handed on, and between batches. */
export const HEARTBEAT_MS = 1_000;

/** Where kafkajs asked the broker to begin; its types leave the field out. */
type FetchedBatch = EachBatchPayload['batch'] & { readonly fetchedOffset: string };

/** Hands a batch of kafkajs on. */
export async function handOn(member: Member, payload: EachBatchPayload): Promise<void> {
  const { resolveOffset, heartbeat, isRunning, isStale } = payload;
  const batch = payload.batch as FetchedBatch;
  await member.transition;
  const { generation } = member;
  const held = member.held.get(
    keyOf({ topic: member.place.nameHere(batch.topic), partition: batch.partition }),
  );
  if (held === undefined || batch.messages.length === 0 || member.hasEnded || !isRunning() || isStale())
    return;
  // The library beats only between batches; one that takes long must not cost the membership.
  const beating = setInterval(() => void heartbeat().catch(() => undefined), HEARTBEAT_MS);
  const handing = offer(member, held, batch);
  const settled = handing.then(
    () => undefined,
    () => undefined,
  );
  member.handing.add(settled);
  try {
    const isTaken = await handing;
    if (!isTaken || generation !== member.generation) return;
    resolveOffset(batch.lastOffset());
    held.expected = BigInt(batch.lastOffset()) + 1n;
    held.isFirst = false;
  } catch (error) {
    crash(member, error);
  } finally {
    clearInterval(beating);
    member.handing.delete(settled);
  }
}

/** Says whether the batch was one of this generation and went to the handler. */
async function offer(member: Member, held: HeldPartition, batch: FetchedBatch): Promise<boolean> {
  const { topic, partition, expected } = held;
  const records = batch.messages.map(toIncomingRecord);
  const first = records[0]?.offset ?? 0n;
  const begin = held.isFirst ? BigInt(batch.fetchedOffset) : first;
  if (expected !== null && begin > expected) await requireNothingDropped(member, held, expected);
  // What was asked for under the generation before begins elsewhere; it comes again from the right place.
  if (held.isFirst && expected !== null && begin !== expected) return false;
  await member.options.onBatch({ topic, partition, records, highWatermark: BigInt(batch.highWatermark) });
  return true;
}

/**
 * kafkajs meets an offset out of range by committing the earliest one. The position is put back before the
 * subscription ends, so that the next start finds the gap as well.
 */
async function requireNothingDropped(member: Member, held: HeldPartition, expected: bigint): Promise<void> {
  if (member.topics.get(held.topic)?.compacted === true) return;
  const { place } = member;
  const offsets = await withAdmin(
    place,
    async (admin) => await admin.fetchTopicOffsets(place.nameOnBroker(held.topic)),
  );
  const low = BigInt(offsets.find(({ partition }) => partition === held.partition)?.low ?? 0);
  const position = { topic: held.topic, partition: held.partition, offset: expected };
  try {
    requireNoGap(member, position, low);
  } catch (error) {
    await commitOffsets(member, [position]).catch(() => undefined);
    throw error;
  }
}
