// How records stand in a row of bus_batches: per record its distance from the batch's first offset, the
// key's and the value's length (-1 for null), all as 32-bit big-endian integers, then the bytes.
// Distances survive compaction, which leaves gaps. A first byte says whether Zstandard shrank the rest: JSON
// of many events goes to a fifth, which saves more in PostgreSQL than it costs here; a few do not repay it.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { IncomingRecord } from '../bus.ts';

const HEADER_BYTES = 12;
const NOTHING = -1;
const PLAIN = 0;
const ZSTANDARD = 1;
const COMPRESS_FROM_BYTES = 4_096;
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** A publish call is cut far below this; a row that claims more is damaged. */
const DECOMPRESSED_BYTES_MAX = 64 * 1_048_576;

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

/** Composes the bytes of a batch. */
export function encodeRecords(records: readonly PlacedRecord[]): Buffer {
  const plain = Buffer.allocUnsafe(1 + records.reduce((sum, record) => sum + measureRecord(record), 0));
  plain[0] = PLAIN;
  let at = 1;
  for (const record of records) at = writeRecord(plain, at, record);
  if (plain.length < COMPRESS_FROM_BYTES) return plain;
  const compressed = zstdCompressSync(plain.subarray(1), COMPRESSION);
  return Buffer.concat([Buffer.from([ZSTANDARD]), compressed]);
}

function writeRecord(target: Buffer, at: number, record: PlacedRecord): number {
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

/** Reads a batch back; keys and values are views into one buffer, not copies. */
export function decodeRecords(stored: Buffer, firstOffset: bigint, timestampMs: number): IncomingRecord[] {
  const rest = stored.subarray(1);
  const bytes =
    stored[0] === ZSTANDARD ? zstdDecompressSync(rest, { maxOutputLength: DECOMPRESSED_BYTES_MAX }) : rest;
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
