// What both buses refuse before they send anything of a call.
import { RECORD_BYTES_MAX, RecordTooLargeError, type OutgoingRecord } from './bus.ts';

/** Throws when a record is too large or names a partition its topic does not have. */
export function requireSendable(topic: string, record: OutgoingRecord, partitions: number): void {
  // A UTF-8 character has three bytes for each unit of its string at most: the exact size is seldom needed.
  const bytesAtMost = (record.value?.length ?? 0) + record.key.length * 3;
  if (bytesAtMost > RECORD_BYTES_MAX && measure(record) > RECORD_BYTES_MAX)
    throw new RecordTooLargeError(
      `a record for ${topic} has ${measure(record)} bytes with its key, at most ${RECORD_BYTES_MAX} are possible; nothing of its call was sent`,
    );
  const { partition } = record;
  if (partition === undefined || (Number.isInteger(partition) && partition >= 0 && partition < partitions))
    return;
  throw new RangeError(
    `topic ${topic} has partitions 0 to ${partitions - 1}, but a record names partition ${partition}`,
  );
}

function measure(record: OutgoingRecord): number {
  return (record.value?.length ?? 0) + Buffer.byteLength(record.key, 'utf8');
}
