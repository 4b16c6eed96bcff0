// Who reads which partition. A member keeps one row alive; a lease belongs to its owner as long as that
// row lives, and its epoch fences the commits of an owner that lost it. There is no other protocol: each
// member looks every heartbeat, gives up what is above its fair share, and takes what is free.
import type postgres from 'postgres';
import { StaleAssignmentError, type TopicPartition, type TopicPartitionOffset } from '../bus.ts';
import {
  compareWithFairShare,
  type GroupReader,
  type HeldPartition,
  type LeaseChanges,
  type LeaseRow,
} from './fair-share.ts';

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

interface Membership {
  readonly sql: postgres.Sql;
  readonly groupId: string;
  readonly memberId: string;
  readonly topics: readonly string[];
  /** How long a member that went silent keeps its partitions. */
  readonly leaseMs: number;
}

/** Makes the leases of a member. */
export function createPartitionLeases(membership: Membership): PartitionLeases {
  const { sql, groupId, memberId } = membership;
  return {
    async prepare() {
      await sql`insert into bus_leases (group_id, topic, partition)
        select ${groupId}, topic, partition from bus_partitions
        where topic = any(string_to_array(${membership.topics.join(',')}, ','))
        on conflict do nothing`;
    },

    async look(held) {
      await renew(membership);
      const [readers, rows] = await Promise.all([readMembers(membership), readLeases(membership)]);
      return compareWithFairShare({ memberId, held, rows, readers, topics: membership.topics });
    },

    async claim(wanted) {
      const claimed: HeldPartition[] = [];
      for (const [topic, count] of wanted) claimed.push(...(await claimTopic(membership, topic, count)));
      return claimed;
    },

    async release(partitions) {
      await sql`update bus_leases lease set owner = null
        from unnest(string_to_array(${list(partitions, 'topic')}, ','),
          string_to_array(${list(partitions, 'partition')}, ',')::integer[]) as given (topic, partition)
        where lease.group_id = ${groupId} and lease.topic = given.topic and lease.partition = given.partition
          and lease.owner = ${memberId}`;
    },

    async commit(offsets) {
      const moved = await sql`update bus_leases lease
        set committed_offset = given.next_offset, committed_at = clock_timestamp()
        from unnest(string_to_array(${list(offsets, 'topic')}, ','),
          string_to_array(${list(offsets, 'partition')}, ',')::integer[],
          string_to_array(${list(offsets, 'epoch')}, ',')::bigint[],
          string_to_array(${list(offsets, 'offset')}, ',')::bigint[])
          as given (topic, partition, epoch, next_offset)
        where lease.group_id = ${groupId} and lease.topic = given.topic and lease.partition = given.partition
          and lease.owner = ${memberId} and lease.epoch = given.epoch`;
      if (moved.count === offsets.length) return;
      throw new StaleAssignmentError(
        `group ${groupId} gave ${offsets.length - moved.count} of ${offsets.length} partitions to another member before the commit`,
      );
    },

    async leave() {
      await sql`delete from bus_members where group_id = ${groupId} and member_id = ${memberId}`;
    },
  };
}

/** One column of some rows as PostgreSQL's string_to_array reads it; topic names hold no commas. */
function list<Row>(rows: readonly Row[], column: keyof Row): string {
  return rows.map((row) => String(row[column])).join(',');
}

async function renew({ sql, groupId, memberId, topics, leaseMs }: Membership): Promise<void> {
  const seconds = leaseMs / 1000;
  await sql`insert into bus_members (group_id, member_id, topics, expires_at)
    values (${groupId}, ${memberId}, string_to_array(${topics.join(',')}, ','),
      clock_timestamp() + make_interval(secs => ${seconds}))
    on conflict (group_id, member_id) do update set expires_at = excluded.expires_at`;
}

async function readMembers({ sql, groupId }: Membership): Promise<GroupReader[]> {
  const members = await sql<{ id: string; topics: string }[]>`
    select member_id as id, array_to_string(topics, ',') as topics from bus_members
    where group_id = ${groupId} and expires_at > clock_timestamp()`;
  return members.map(({ id, topics }) => ({ memberId: id, topics: topics.split(',') }));
}

async function readLeases({ sql, groupId, topics }: Membership): Promise<LeaseRow[]> {
  return await sql<LeaseRow[]>`
    select lease.topic, lease.partition, lease.epoch::text,
      case when member.expires_at > clock_timestamp() then lease.owner end as owner
    from bus_leases lease
    left join bus_members member on member.group_id = lease.group_id and member.member_id = lease.owner
    where lease.group_id = ${groupId} and lease.topic = any(string_to_array(${topics.join(',')}, ','))
    order by lease.topic, lease.partition`;
}

/** Takes free leases of a topic. Those another member is taking at this moment are skipped, not waited for. */
async function claimTopic(
  { sql, groupId, memberId }: Membership,
  topic: string,
  count: number,
): Promise<HeldPartition[]> {
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
  return rows.map(({ partition, epoch, committed }) => ({
    topic,
    partition,
    epoch,
    committed: committed === null ? null : BigInt(committed),
  }));
}
