// Reads what stands in the partitions: where they end, and the records from given positions on.
import type postgres from 'postgres';
import type { IncomingRecord, TopicPartition, TopicPartitionOffset } from '../bus.ts';
import { decodeRecords } from './record-codec.ts';

/** Stored, that is mostly compressed, bytes. */
const FETCH_BYTES_MAX = 4 * 1_048_576;
const ROWS_PER_PARTITION_MAX = 256;

/** The range of offsets a partition has. */
export interface PartitionRange extends TopicPartition {
  readonly firstOffset: bigint;
  readonly nextOffset: bigint;
}

/** Ranges of all partitions of some topics. */
export async function readRanges(sql: postgres.Sql, topics: readonly string[]): Promise<PartitionRange[]> {
  const rows = await sql<{ topic: string; partition: number; first: string; next: string }[]>`
    select topic, partition, first_offset::text as first, next_offset::text as next
    from bus_partitions where topic = any(string_to_array(${topics.join(',')}, ','))`;
  return rows.map((row) => ({
    topic: row.topic,
    partition: row.partition,
    firstOffset: BigInt(row.first),
    nextOffset: BigInt(row.next),
  }));
}

/** The key of a partition in maps. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/**
 * Records from each position on, by partition key, in order. The budget of bytes is shared evenly among
 * the partitions; each that has a record gets at least one stored batch.
 */
export async function readRecords(
  sql: postgres.Sql,
  positions: readonly TopicPartitionOffset[],
): Promise<Map<string, IncomingRecord[]>> {
  const budget = Math.floor(FETCH_BYTES_MAX / Math.max(1, positions.length));
  const rows = await sql<{ topic: string; partition: number; first: string; at: number; records: Buffer }[]>`
    select given.topic, given.partition, batch.first_offset::text as first,
      extract(epoch from batch.written_at)::float8 * 1000 as at, batch.records
    from unnest(string_to_array(${positions.map((item) => item.topic).join(',')}, ','),
      string_to_array(${positions.map((item) => item.partition).join(',')}, ',')::integer[],
      string_to_array(${positions.map((item) => item.offset).join(',')}, ',')::bigint[])
      as given (topic, partition, next_offset)
    cross join lateral (
      select head.*, sum(head.bytes) over (order by head.last_offset) as running
      from (select first_offset, last_offset, written_at, bytes, records from bus_batches stored
        where stored.topic = given.topic and stored.partition = given.partition
          and stored.last_offset >= given.next_offset
        order by stored.last_offset limit ${ROWS_PER_PARTITION_MAX}) head) batch
    where batch.running - batch.bytes < ${budget}
    order by given.topic, given.partition, batch.last_offset`;
  const start = new Map(positions.map((position) => [partitionKey(position), position.offset]));
  const records = new Map<string, IncomingRecord[]>();
  for (const row of rows) {
    const key = partitionKey(row);
    let list = records.get(key);
    if (list === undefined) records.set(key, (list = []));
    const from = start.get(key) ?? 0n;
    // A stored batch may begin before the position.
    for (const record of decodeRecords(row.records, BigInt(row.first), Math.floor(row.at)))
      if (record.offset >= from) list.push(record);
  }
  return records;
}
