// How records stand in a row of bus_batches: per record its distance from the batch's first offset, the
// key's and the value's length (-1 for null), all as 32-bit big-endian integers, then the bytes.
// Distances survive compaction, which leaves gaps.
import type { IncomingRecord } from '../bus.ts';

const HEADER_BYTES = 12;
const NOTHING = -1;

/** A record before it has an offset. */
export interface EncodableRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

/** A record and its place in the batch. */
export interface PlacedRecord extends EncodableRecord {
  readonly distance: number;
}

/** Bytes one record takes in a batch. */
export function measureRecord(record: EncodableRecord): number {
  return HEADER_BYTES + (record.key?.length ?? 0) + (record.value?.length ?? 0);
}

/** Writes a record at `at` and returns the position after it. `target` must have the room. */
export function writeRecord(target: Buffer, at: number, record: PlacedRecord): number {
  target.writeInt32BE(record.distance, at);
  target.writeInt32BE(record.key?.length ?? NOTHING, at + 4);
  target.writeInt32BE(record.value?.length ?? NOTHING, at + 8);
  let position = at + HEADER_BYTES;
  if (record.key !== null) {
    target.set(record.key, position);
    position += record.key.length;
  }
  if (record.value !== null) {
    target.set(record.value, position);
    position += record.value.length;
  }
  return position;
}

/** Reads a batch back; keys and values are views into `bytes`, not copies. */
export function decodeRecords(bytes: Buffer, firstOffset: bigint, timestampMs: number): IncomingRecord[] {
  const records: IncomingRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const distance = bytes.readInt32BE(at);
    const keyEnd = at + HEADER_BYTES + Math.max(0, bytes.readInt32BE(at + 4));
    const valueEnd = keyEnd + Math.max(0, bytes.readInt32BE(at + 8));
    const key = bytes.readInt32BE(at + 4) === NOTHING ? null : bytes.subarray(at + HEADER_BYTES, keyEnd);
    const value = bytes.readInt32BE(at + 8) === NOTHING ? null : bytes.subarray(keyEnd, valueEnd);
    records.push({ offset: firstOffset + BigInt(distance), key, value, timestampMs });
    at = valueEnd;
  }
  return records;
}
