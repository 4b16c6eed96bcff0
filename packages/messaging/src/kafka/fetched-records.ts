// Takes the place of kafkajs' decoding of fetched records: the same records, in one pass over the bytes. kafkajs
// makes a decoder, two big integers and several of its own 64-bit objects for each record, which is more than
// all that is kept of it. kafkajs is pinned; a test compares the records with its own for random batches.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** Every version of the response from 4 on reads its records with this. */
export const DECODER_PATH = 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js';

/** kafkajs' cursor over a response. */
export interface ResponseCursor {
  readonly buffer: Buffer;
  offset: number;
}

/** What a batch says of itself, as kafkajs tells it. */
interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly partitionLeaderEpoch: number;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
  readonly lastOffsetDelta: number;
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly maxTimestamp: string;
  readonly timestampType: number;
  readonly magicByte: number;
}

/** A record, as kafkajs gives it. */
export interface FetchedRecord {
  readonly magicByte: number;
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, never>>;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

export type RecordDecoder = (cursor: ResponseCursor) => Promise<readonly FetchedRecord[]>;

/** The decoder kafkajs brings. */
export const decodeAsKafkajs = require(DECODER_PATH) as RecordDecoder;

/** The same records in one pass; what the bus never sends (headers, compression, older formats) stays with kafkajs. */
export const decodeInOnePass: RecordDecoder = async (cursor) => {
  const { buffer, offset } = cursor;
  const start = offset + 4;
  const end = start + buffer.readInt32BE(offset);
  if (end <= start || end > buffer.length) return await decodeAsKafkajs(cursor);
  const records = decodeBatches(buffer.subarray(start, end));
  if (records === null) return await decodeAsKafkajs(cursor);
  cursor.offset = end;
  return records;
};

const HEAD_BYTES = 61;
const LENGTH_FROM = 12;
const MAGIC = 2;
const COMPRESSION_MASK = 0x07;
const APPEND_TIME_MASK = 0x08;
const TRANSACTION_MASK = 0x10;
const CONTROL_MASK = 0x20;
const NO_HEADERS = Object.freeze({});

/** Null where something is in it that is left to kafkajs. The broker may cut the last batch off: it comes again. */
function decodeBatches(buffer: Buffer): FetchedRecord[] | null {
  const records: FetchedRecord[] = [];
  for (let at = 0; at + HEAD_BYTES <= buffer.length;) {
    const end = at + LENGTH_FROM + buffer.readInt32BE(at + 8);
    const isPlain = buffer[at + 16] === MAGIC && (buffer.readInt16BE(at + 21) & COMPRESSION_MASK) === 0;
    if (!isPlain) return null;
    if (end > buffer.length) break;
    if (!decodeBatch(buffer, at, records)) return null;
    at = end;
  }
  return records;
}

function readContext(buffer: Buffer, at: number): BatchContext {
  const attributes = buffer.readInt16BE(at + 21);
  return {
    firstOffset: buffer.readBigInt64BE(at).toString(),
    firstTimestamp: buffer.readBigInt64BE(at + 27).toString(),
    partitionLeaderEpoch: buffer.readInt32BE(at + 12),
    inTransaction: (attributes & TRANSACTION_MASK) > 0,
    isControlBatch: (attributes & CONTROL_MASK) > 0,
    lastOffsetDelta: buffer.readInt32BE(at + 23),
    producerId: buffer.readBigInt64BE(at + 43).toString(),
    producerEpoch: buffer.readInt16BE(at + 51),
    firstSequence: buffer.readInt32BE(at + 53),
    maxTimestamp: buffer.readBigInt64BE(at + 35).toString(),
    timestampType: (attributes & APPEND_TIME_MASK) > 0 ? 1 : 0,
    magicByte: MAGIC,
  };
}

/** Where the varint that was read last ended: one number instead of an object for each of six in a record. */
let position = 0;

/** A zigzag integer in base 128; exact up to 2^53, past which neither offsets nor times go. */
function readVarint(buffer: Buffer, at: number): number {
  let next = at;
  let byte = buffer[next++] ?? 0;
  let raw = byte & 0x7f;
  for (let scale = 128; byte > 0x7f; scale *= 128) {
    byte = buffer[next++] ?? 0;
    raw += (byte & 0x7f) * scale;
  }
  position = next;
  return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
}

function readBytes(buffer: Buffer, at: number): Buffer | null {
  const length = readVarint(buffer, at);
  if (length < 0) return null;
  const start = position;
  position += length;
  return buffer.subarray(start, position);
}

/** Adds the records of the batch at `start`; false where one has headers. */
function decodeBatch(buffer: Buffer, start: number, records: FetchedRecord[]): boolean {
  const batchContext = readContext(buffer, start);
  const { firstTimestamp, maxTimestamp, timestampType, isControlBatch } = batchContext;
  const firstOffset = Number(batchContext.firstOffset);
  const firstTime = Number(firstTimestamp);
  const count = buffer.readInt32BE(start + 57);
  let at = start + HEAD_BYTES;
  for (let index = 0; index < count; index += 1) {
    const length = readVarint(buffer, at);
    const end = position + length;
    const attributes = buffer.readInt8(position);
    const timeDelta = readVarint(buffer, position + 1);
    const offset = String(firstOffset + readVarint(buffer, position));
    const key = readBytes(buffer, position);
    const value = readBytes(buffer, position);
    if (readVarint(buffer, position) > 0) return false;
    const created = timeDelta === 0 ? firstTimestamp : String(firstTime + timeDelta);
    records.push({
      magicByte: MAGIC,
      attributes,
      timestamp: timestampType === 1 ? maxTimestamp : created,
      offset,
      key,
      value,
      headers: NO_HEADERS,
      isControlRecord: isControlBatch,
      batchContext,
    });
    at = end;
  }
  return true;
}
