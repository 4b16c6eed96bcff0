// Who reads which partition. A member keeps one row alive; a lease belongs to its owner as long as that
// row lives, and its epoch fences the commits of an owner that lost it. There is no other protocol: each
// member looks every heartbeat, gives up what is above its fair share, and takes what is free.
import type postgres from 'postgres';
import type { TopicPartition, TopicPartitionOffset } from '../bus.ts';
import { StaleAssignmentError } from '../bus.ts';

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

interface LeaseRow {
  topic: string;
  partition: number;
  owner: string | null;
  epoch: string;
}

/** The leases of one group member. */
export interface PartitionLeases {
  /** Makes the lease rows of the group's topics; needed once. */
  prepare(): Promise<void>;
  /** Renews the member's row and compares what it holds with its fair share. */
  look(held: readonly HeldPartition[]): Promise<LeaseChanges>;
  claim(wanted: ReadonlyMap<string, number>): Promise<readonly HeldPartition[]>;
  release(partitions: readonly TopicPartition[]): Promise<void>;
  commit(offsets: readonly (TopicPartitionOffset & { epoch: string })[]): Promise<void>;
  /** Ends the membership; its leases are free at once. */
  leave(): Promise<void>;
}

/** Makes the leases of a member. `leaseMs` is how long a member that went silent keeps its partitions. */
export function createPartitionLeases(deps: {
  sql: postgres.Sql;
  groupId: string;
  memberId: string;
  topics: readonly string[];
  leaseMs: number;
}): PartitionLeases {
  const { sql, groupId, memberId, leaseMs } = deps;
  const topics = deps.topics.join(',');
  return {
    async prepare() {
      await sql`insert into bus_leases (group_id, topic, partition)
        select ${groupId}, topic, partition from bus_partitions where topic = any(string_to_array(${topics}, ','))
        on conflict do nothing`;
    },

    async look(held) {
      await sql`insert into bus_members (group_id, member_id, topics, expires_at)
        values (${groupId}, ${memberId}, string_to_array(${topics}, ','), clock_timestamp() + make_interval(secs => ${leaseMs / 1000}))
        on conflict (group_id, member_id) do update set expires_at = excluded.expires_at`;
      const members = await sql<{ member_id: string; topics: string }[]>`
        select member_id, array_to_string(topics, ',') as topics from bus_members
        where group_id = ${groupId} and expires_at > clock_timestamp()`;
      const rows = await sql<LeaseRow[]>`
        select lease.topic, lease.partition, lease.epoch::text,
          case when member.expires_at > clock_timestamp() then lease.owner end as owner
        from bus_leases lease
        left join bus_members member on member.group_id = lease.group_id and member.member_id = lease.owner
        where lease.group_id = ${groupId} and lease.topic = any(string_to_array(${topics}, ','))
        order by lease.topic, lease.partition`;
      const readers = members.map((member) => ({ ...member, topics: member.topics.split(',') }));
      return compareWithFairShare({ memberId, held, rows, readers, topics: deps.topics });
    },

    async claim(wanted) {
      const claimed: HeldPartition[] = [];
      for (const [topic, count] of wanted) {
        const rows = await sql<{ partition: number; epoch: string; committed: string | null }[]>`
          with free as (
            select lease.partition, lease.epoch from bus_leases lease
            where lease.group_id = ${groupId} and lease.topic = ${topic}
              and not exists (select from bus_members member where member.group_id = lease.group_id
                and member.member_id = lease.owner and member.expires_at > clock_timestamp())
            order by lease.partition limit ${count} for no key update skip locked)
          update bus_leases lease set owner = ${memberId}, epoch = lease.epoch + 1
          from free where lease.group_id = ${groupId} and lease.topic = ${topic}
            and lease.partition = free.partition and lease.epoch = free.epoch
          returning lease.partition, lease.epoch::text, lease.committed_offset::text as committed`;
        for (const { partition, epoch, committed } of rows)
          claimed.push({ topic, partition, epoch, committed: committed === null ? null : BigInt(committed) });
      }
      return claimed;
    },

    async release(partitions) {
      await sql`update bus_leases lease set owner = null
        from unnest(string_to_array(${partitions.map((item) => item.topic).join(',')}, ','),
          string_to_array(${partitions.map((item) => item.partition).join(',')}, ',')::integer[]) as given (topic, partition)
        where lease.group_id = ${groupId} and lease.topic = given.topic and lease.partition = given.partition
          and lease.owner = ${memberId}`;
    },

    async commit(offsets) {
      const moved = await sql`update bus_leases lease
        set committed_offset = given.next_offset, committed_at = clock_timestamp()
        from unnest(string_to_array(${offsets.map((item) => item.topic).join(',')}, ','),
          string_to_array(${offsets.map((item) => item.partition).join(',')}, ',')::integer[],
          string_to_array(${offsets.map((item) => item.epoch).join(',')}, ',')::bigint[],
          string_to_array(${offsets.map((item) => item.offset).join(',')}, ',')::bigint[])
          as given (topic, partition, epoch, next_offset)
        where lease.group_id = ${groupId} and lease.topic = given.topic and lease.partition = given.partition
          and lease.owner = ${memberId} and lease.epoch = given.epoch`;
      if (moved.count < offsets.length)
        throw new StaleAssignmentError(
          `group ${groupId} gave ${offsets.length - moved.count} of ${offsets.length} partitions to another member before the commit`,
        );
    },

    async leave() {
      await sql`delete from bus_members where group_id = ${groupId} and member_id = ${memberId}`;
    },
  };
}

/** Pure: what changes for a member, given the group's leases and its living members. */
export function compareWithFairShare(group: {
  memberId: string;
  held: readonly HeldPartition[];
  rows: readonly LeaseRow[];
  readers: readonly { readonly member_id: string; readonly topics: readonly string[] }[];
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
      (row) => row.topic === held.topic && row.partition === held.partition && row.epoch === held.epoch && row.owner === group.memberId,
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
