// Publishing: one statement, and so one transaction and one fsync, for all records of a call. A call
// past PAYLOAD_BYTES_MAX is cut into several, in order; a failure then leaves a prefix, never a hole.
import type postgres from 'postgres';
import type { OutgoingRecord, Publisher } from '../bus.ts';
import { partitionOf } from '../partitioner.ts';
import { requireSendable } from '../record-limits.ts';
import { encodeRecords, measureRecord, type EncodableRecord } from './record-codec.ts';
import type { TopicCatalogue } from './topic-catalogue.ts';
import { wakeSubscribers } from './wake-ups.ts';

const PAYLOAD_BYTES_MAX = 8 * 1_048_576;

interface PartitionShare {
  readonly records: EncodableRecord[];
  bytes: number;
  /** Only markers name their partition. */
  isMarkersOnly: boolean;
}

/** Makes the publisher of an embedded bus. Calls for one topic run one after the other. */
export function createEmbeddedPublisher(deps: {
  sql: postgres.Sql;
  catalogue: TopicCatalogue;
  database: string;
}): Publisher {
  const tails = new Map<string, Promise<void>>();
  return {
    publish(topic, records) {
      const before = tails.get(topic) ?? Promise.resolve();
      const publishing = before.then(async () => await publishInOrder(deps, topic, records));
      // A failed call is its caller's business; the next one starts all the same.
      tails.set(
        topic,
        publishing.catch(() => undefined),
      );
      return publishing;
    },
  };
}

async function publishInOrder(
  deps: { sql: postgres.Sql; catalogue: TopicCatalogue; database: string },
  topic: string,
  records: readonly OutgoingRecord[],
): Promise<void> {
  const partitions = (await deps.catalogue.require([topic])).get(topic)?.partitions ?? 0;
  for (const record of records) requireSendable(topic, record, partitions);
  for (const shares of cutIntoPayloads(records, partitions)) {
    await insertShares(deps.sql, topic, shares);
    wakeSubscribers(deps.database);
  }
}

function* cutIntoPayloads(
  records: readonly OutgoingRecord[],
  partitions: number,
): Generator<Map<number, PartitionShare>> {
  let shares = new Map<number, PartitionShare>();
  let bytes = 0;
  for (const record of records) {
    const key = Buffer.from(record.key, 'utf8');
    const encodable = { key, value: record.value };
    const size = measureRecord(encodable);
    if (bytes > 0 && bytes + size > PAYLOAD_BYTES_MAX) {
      yield shares;
      shares = new Map();
      bytes = 0;
    }
    const partition = record.partition ?? partitionOf(key, partitions);
    let share = shares.get(partition);
    if (share === undefined) shares.set(partition, (share = { records: [], bytes: 0, isMarkersOnly: true }));
    share.records.push(encodable);
    share.bytes += size;
    if (record.partition === undefined) share.isMarkersOnly = false;
    bytes += size;
  }
  if (bytes > 0) yield shares;
}

async function insertShares(
  sql: postgres.Sql,
  topic: string,
  shares: Map<number, PartitionShare>,
): Promise<void> {
  const sorted = [...shares].sort(([left], [right]) => left - right);
  const batches = sorted.map(([, share]) =>
    encodeRecords(share.records.map(({ key, value }, distance) => ({ key, value, distance }))),
  );
  const list = (values: number[]): string => values.join(',');
  await sql`select bus_publish(${topic},
    string_to_array(${list(sorted.map(([partition]) => partition))}, ',')::integer[],
    string_to_array(${list(sorted.map(([, share]) => share.records.length))}, ',')::integer[],
    string_to_array(${list(batches.map((batch) => batch.length))}, ',')::integer[],
    ${Buffer.concat(batches)},
    string_to_array(${sorted.map(([, share]) => share.isMarkersOnly).join(',')}, ',')::boolean[])`;
}
