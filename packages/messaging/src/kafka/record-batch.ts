// Kafka's record batch, format 2, written in one pass into one buffer of the right size. kafkajs makes two
// buffers for each record and copies all of it five times over, which is most of what publishing costs.
import { crc32c } from '@node-rs/crc32';

/** A record of a batch; the time is the batch's own. */
export interface BatchRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/** What a batch says of itself. */
export interface BatchHead {
  readonly timestampMs: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
}

const HEAD_BYTES = 61;
const CHECKED_FROM = 21;
const MAGIC = 2;

/** Bytes of a 32-bit integer in zigzag and base 128. */
function measureVarint(value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let bytes = 1;
  while (rest > 0x7f) {
    rest >>>= 7;
    bytes += 1;
  }
  return bytes;
}

function writeVarint(target: Buffer, start: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let at = start;
  while (rest > 0x7f) {
    target[at] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
    at += 1;
  }
  target[at] = rest;
  return at + 1;
}

function measureBytes(bytes: Buffer | null): number {
  return bytes === null ? 1 : measureVarint(bytes.length) + bytes.length;
}

function writeBytes(target: Buffer, start: number, bytes: Buffer | null): number {
  if (bytes === null) return writeVarint(target, start, -1);
  const at = writeVarint(target, start, bytes.length);
  target.set(bytes, at);
  return at + bytes.length;
}

/** Attributes, time delta and number of headers take a byte each: all are zero. */
function measureBody(record: BatchRecord, index: number): number {
  return 3 + measureVarint(index) + measureBytes(record.key) + measureBytes(record.value);
}

/** Bytes the batch will have. */
export function measureBatch(records: readonly BatchRecord[]): number {
  let bytes = HEAD_BYTES;
  for (let index = 0; index < records.length; index += 1) {
    const body = measureBody(records[index] as BatchRecord, index);
    bytes += measureVarint(body) + body;
  }
  return bytes;
}

/** Writes a batch at `start`; returns the position after it. `target` must have `measureBatch` bytes left. */
export function writeBatch(
  target: Buffer,
  start: number,
  head: BatchHead,
  records: readonly BatchRecord[],
): number {
  let at = start + HEAD_BYTES;
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index] as BatchRecord;
    at = writeVarint(target, at, measureBody(record, index));
    target[at] = 0;
    target[at + 1] = 0;
    at = writeVarint(target, at + 2, index);
    at = writeBytes(target, at, record.key);
    at = writeBytes(target, at, record.value);
    target[at] = 0;
    at += 1;
  }
  const time = BigInt(head.timestampMs);
  target.writeBigInt64BE(0n, start);
  target.writeInt32BE(at - start - 12, start + 8);
  target.writeInt32BE(0, start + 12);
  target.writeInt8(MAGIC, start + 16);
  target.writeInt16BE(0, start + 21);
  target.writeInt32BE(records.length - 1, start + 23);
  target.writeBigInt64BE(time, start + 27);
  target.writeBigInt64BE(time, start + 35);
  target.writeBigInt64BE(head.producerId, start + 43);
  target.writeInt16BE(head.producerEpoch, start + 51);
  target.writeInt32BE(head.firstSequence, start + 53);
  target.writeInt32BE(records.length, start + 57);
  target.writeUInt32BE(crc32c(target.subarray(start + CHECKED_FROM, at)), start + 17);
  return at;
}
