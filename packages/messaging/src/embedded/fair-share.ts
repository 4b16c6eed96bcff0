// What each member of a group should hold: the same number of a topic's partitions as every other, give or take one.
// Pure, so that every member comes to its own conclusion from the same rows.
import type { TopicPartition } from '../bus.ts';

/** A partition held by this member. */
export interface HeldPartition extends TopicPartition {
  readonly epoch: string;
  readonly committed: bigint | null;
}

/** What a look at the group asks this member to do. */
export interface LeaseChanges {
  /** Held until now and not any more: another member has them. */
  readonly lost: readonly HeldPartition[];
  /** Above the fair share; to be let go once nothing of them is under way. */
  readonly surplus: readonly HeldPartition[];
  /** Held in the database but unknown here: the answer to a claim was lost on its way. */
  readonly strays: readonly TopicPartition[];
  /** How many free partitions of each topic this member should take. */
  readonly wanted: ReadonlyMap<string, number>;
}

/** A lease as the database has it; without an owner where the last one went silent. */
export interface LeaseRow {
  topic: string;
  partition: number;
  owner: string | null;
  epoch: string;
}

/** A living member of the group. */
export interface GroupReader {
  readonly memberId: string;
  readonly topics: readonly string[];
}

/** What changes for a member, given the group's leases and its living members. */
export function compareWithFairShare(group: {
  memberId: string;
  held: readonly HeldPartition[];
  rows: readonly LeaseRow[];
  readers: readonly GroupReader[];
  topics: readonly string[];
}): LeaseChanges {
  const surplus: HeldPartition[] = [];
  const strays = group.rows.filter(
    (row) =>
      row.owner === group.memberId &&
      !group.held.some((held) => held.topic === row.topic && held.partition === row.partition),
  );
  const wanted = new Map<string, number>();
  const isMine = (held: HeldPartition): boolean =>
    group.rows.some(
      (row) =>
        row.topic === held.topic &&
        row.partition === held.partition &&
        row.epoch === held.epoch &&
        row.owner === group.memberId,
    );
  const lost = group.held.filter((held) => !isMine(held));
  for (const topic of group.topics) {
    const leases = group.rows.filter((row) => row.topic === topic);
    const readers = Math.max(1, group.readers.filter((reader) => reader.topics.includes(topic)).length);
    const share = Math.ceil(leases.length / readers);
    const mine = group.held.filter((held) => held.topic === topic && !lost.includes(held));
    surplus.push(...mine.slice(share));
    const free = leases.filter((lease) => lease.owner === null).length;
    const room = Math.min(share - mine.length, free);
    if (room > 0) wanted.set(topic, room);
  }
  return { lost, surplus, strays, wanted };
}
