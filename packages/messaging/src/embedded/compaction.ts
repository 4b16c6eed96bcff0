// Compaction of a partition: of every key only the newest record stays, at its offset; a key whose newest
// record is an old tombstone goes altogether. Meant for topics of whole states, which are small.
import type postgres from 'postgres';
import type { IncomingRecord } from '../bus.ts';
import { decodeRecords, encodeRecords } from './record-codec.ts';

const BATCHES_PER_READ = 200;
/** Readers that fall behind by less than this still see that a key was taken away. */
const TOMBSTONE_KEPT_MS = 86_400_000;

interface StoredBatch {
  first: string;
  last: string;
  at: number;
  records: Buffer;
}

/** Compacts up to the partition's present end. Memory grows with the number of keys, not of records. */
export async function compactPartition(
  sql: postgres.TransactionSql,
  topic: string,
  partition: number,
): Promise<void> {
  const [range] = await sql<{ ending: string }[]>`
    select next_offset::text as ending from bus_partitions where topic = ${topic} and partition = ${partition}`;
  if (range === undefined) return;
  const newest = new Map<string, bigint>();
  await visitBatches(sql, { topic, partition, ending: range.ending }, async (_batch, records) => {
    for (const record of records)
      if (record.key !== null) newest.set(record.key.toString('latin1'), record.offset);
  });
  const dropTombstonesBefore = Date.now() - TOMBSTONE_KEPT_MS;
  let freed = 0;
  await visitBatches(sql, { topic, partition, ending: range.ending }, async (batch, records) => {
    const kept = records.filter(
      (record) =>
        record.key !== null &&
        newest.get(record.key.toString('latin1')) === record.offset &&
        (record.value !== null || record.timestampMs >= dropTombstonesBefore),
    );
    if (kept.length === records.length) return;
    freed += batch.records.length;
    freed -= await replaceBatch(sql, { topic, partition, batch, kept });
  });
  await sql`update bus_partitions set bytes = bytes - ${freed}, compacted_through = ${range.ending}::bigint
    where topic = ${topic} and partition = ${partition}`;
}

async function visitBatches(
  sql: postgres.TransactionSql,
  range: { topic: string; partition: number; ending: string },
  visit: (batch: StoredBatch, records: IncomingRecord[]) => Promise<void>,
): Promise<void> {
  let after = '-1';
  for (;;) {
    const batches = await sql<StoredBatch[]>`
      select first_offset::text as first, last_offset::text as last,
        extract(epoch from written_at)::float8 * 1000 as at, records
      from bus_batches where topic = ${range.topic} and partition = ${range.partition}
        and last_offset > ${after}::bigint and last_offset < ${range.ending}::bigint
      order by last_offset limit ${BATCHES_PER_READ}`;
    for (const batch of batches)
      await visit(batch, decodeRecords(batch.records, BigInt(batch.first), batch.at));
    const last = batches.at(-1);
    if (last === undefined) return;
    after = last.last;
  }
}

/** Writes back what is kept of a batch; returns its bytes. */
async function replaceBatch(
  sql: postgres.TransactionSql,
  change: { topic: string; partition: number; batch: StoredBatch; kept: IncomingRecord[] },
): Promise<number> {
  const { topic, partition, batch, kept } = change;
  if (kept.length === 0) {
    await sql`delete from bus_batches
      where topic = ${topic} and partition = ${partition} and last_offset = ${batch.last}::bigint`;
    return 0;
  }
  const bytes = encodeRecords(
    kept.map(({ key, value, offset }) => ({ key, value, distance: Number(offset - BigInt(batch.first)) })),
  );
  await sql`update bus_batches set records = ${bytes}, bytes = ${bytes.length}
    where topic = ${topic} and partition = ${partition} and last_offset = ${batch.last}::bigint`;
  return bytes.length;
}
