// Drops what a topic need not keep: whole offset ranges from the front of a partition by age or size, and
// in compacted topics every record a newer one of its key replaced. One process at a time does it.
import type { Logger } from '@copse/observability';
import type postgres from 'postgres';
import { compactPartition } from './compaction.ts';
import { isWorthWaiting } from './engine-faults.ts';

const BATCHES_PER_PASS_MAX = 5_000;
/** A compacted partition is cleaned once it has grown by this many records. */
const COMPACT_AFTER_RECORDS = 1_000;
/** A group is gone when it has been without a member and a commit for that long; a broker forgets it then, too. */
const GROUP_GONE_AFTER = '7 days';
/** 'copsebus' in ASCII: the advisory lock that lets one process at a time clean up. */
const LOCK = '7165631774567527795';

/** A clean-up that runs by itself. */
export interface Retention {
  stop(): Promise<void>;
}

/** Cleans up every `intervalMs` until stopped. A pass that fails is logged and tried again later. */
export function startRetention(deps: { sql: postgres.Sql; logger: Logger; intervalMs: number }): Retention {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(async () => {
      await cleanUp(deps.sql).catch((error: unknown) => {
        const level = isWorthWaiting(error) ? 'debug' : 'error';
        deps.logger[level]({ err: error }, 'could not drop what is past retention; trying again later');
      });
    });
  }, deps.intervalMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** Forgets members that were killed: nobody but themselves takes a member's row away, when it leaves. */
async function forgetMembers(sql: postgres.TransactionSql): Promise<void> {
  await sql`delete from bus_members where expires_at < clock_timestamp() - ${GROUP_GONE_AFTER}::interval`;
}

/**
 * Drops markers every group has passed, except the newest of a partition, which ends its offsets. Groups that are
 * gone do not count; should one come back, it finds its events and the newest marker.
 */
async function thinMarkers(sql: postgres.TransactionSql): Promise<void> {
  await sql`with passed as (
      select lease.topic, lease.partition, min(coalesce(lease.committed_offset, 0)) as below
      from bus_leases lease
      where lease.committed_at > clock_timestamp() - ${GROUP_GONE_AFTER}::interval
        or exists (select from bus_members member where member.group_id = lease.group_id)
      group by lease.topic, lease.partition),
    dropped as (
      delete from bus_batches batch using passed, bus_partitions part
      where batch.markers_only and batch.topic = passed.topic and batch.partition = passed.partition
        and part.topic = batch.topic and part.partition = batch.partition
        and batch.last_offset < passed.below and batch.last_offset < part.next_offset - 1
      returning batch.topic, batch.partition, batch.bytes),
    freed as (select topic, partition, sum(bytes) as bytes from dropped group by topic, partition)
    update bus_partitions part set bytes = part.bytes - freed.bytes
    from freed where part.topic = freed.topic and part.partition = freed.partition`;
}

/** One pass over all topics; each partition is a transaction of its own, so that publishers wait briefly. */
export async function cleanUp(sql: postgres.Sql, compactAfterRecords = COMPACT_AFTER_RECORDS): Promise<void> {
  await alone(sql, forgetMembers);
  await alone(sql, thinMarkers);
  for (const partition of await findExpired(sql))
    await alone(sql, async (transaction) => await trimPartition(transaction, partition));
  const grown = await sql<{ topic: string; partition: number }[]>`
    select part.topic, part.partition from bus_partitions part join bus_topics topic on topic.name = part.topic
    where topic.compacted and part.next_offset - part.compacted_through >= ${compactAfterRecords}`;
  for (const { topic, partition } of grown)
    await alone(sql, async (transaction) => await compactPartition(transaction, topic, partition));
}

/** Runs `work` unless another process is cleaning up at this moment. */
async function alone(
  sql: postgres.Sql,
  work: (transaction: postgres.TransactionSql) => Promise<void>,
): Promise<void> {
  await sql.begin(async (transaction) => {
    const [lock] = await transaction`select pg_try_advisory_xact_lock(${LOCK}::bigint) as taken`;
    if (lock?.['taken'] === true) await work(transaction);
  });
}

interface ExpiredPartition {
  topic: string;
  partition: number;
  retention_ms: string | null;
  excess: string | null;
}

async function findExpired(sql: postgres.Sql): Promise<ExpiredPartition[]> {
  return await sql<ExpiredPartition[]>`
    select part.topic, part.partition, topic.retention_ms::text,
      (part.bytes - topic.retention_bytes)::text as excess
    from bus_partitions part join bus_topics topic on topic.name = part.topic
    where not topic.compacted and (part.bytes > topic.retention_bytes or exists (
      select from (select written_at from bus_batches batch
        where batch.topic = part.topic and batch.partition = part.partition
        order by batch.last_offset limit 1) oldest
      where oldest.written_at < clock_timestamp() - topic.retention_ms * interval '1 millisecond'))
    order by part.topic, part.partition`;
}

/** Drops the front of a partition: what is too old, and what is above the size. The newest batch always stays. */
async function trimPartition(sql: postgres.TransactionSql, expired: ExpiredPartition): Promise<void> {
  const [cut] = await sql<{ last: string | null }[]>`
    select max(last_offset)::text as last from (
      select last_offset, written_at, sum(bytes) over (order by last_offset) - bytes as before,
        row_number() over (order by last_offset desc) as from_end
      from (select last_offset, written_at, bytes from bus_batches
        where topic = ${expired.topic} and partition = ${expired.partition}
        order by last_offset limit ${BATCHES_PER_PASS_MAX}) head) aged
    where from_end > 1 and (before < ${expired.excess}::bigint
      or written_at < clock_timestamp() - ${expired.retention_ms}::bigint * interval '1 millisecond')`;
  if (cut === undefined || cut.last === null) return;
  await sql`with dropped as (
      delete from bus_batches where topic = ${expired.topic} and partition = ${expired.partition}
        and last_offset <= ${cut.last}::bigint returning bytes)
    update bus_partitions set first_offset = ${cut.last}::bigint + 1,
      bytes = bus_partitions.bytes - (select coalesce(sum(dropped.bytes), 0) from dropped)
    where topic = ${expired.topic} and partition = ${expired.partition}`;
}
