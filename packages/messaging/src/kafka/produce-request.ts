// Takes the place of kafkajs' encoding of produce requests: same bytes, a fraction of the work. kafkajs is
// pinned and will not change any more; a test compares the bytes with its own for random batches.
import { createRequire } from 'node:module';
import { measureBatch, writeBatch, type BatchRecord } from './record-batch.ts';
import { asEncoded, type EncodedRequest } from './request-framing.ts';

const require = createRequire(import.meta.url);
/** Versions 4 to 7 of the request are this one under another number. */
export const PRODUCE_PATH = 'kafkajs/src/protocol/requests/produce/v3/request.js';

interface PartitionData {
  /** A number, or its text: kafkajs takes it from an object's keys. */
  readonly partition: number | string;
  readonly firstSequence: number;
  readonly messages: readonly (BatchRecord & { readonly headers?: object; readonly timestamp?: string })[];
}

/** What kafkajs hands to the encoder. */
export interface ProduceArguments {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null;
  /** A 64-bit integer as text, or kafkajs' Long, whose text it is. */
  readonly producerId?: { toString(): string };
  readonly producerEpoch?: number;
  readonly compression?: number;
  readonly topicData: readonly { readonly topic: string; readonly partitions: readonly PartitionData[] }[];
}

/** A request of kafkajs. */
export interface ProduceRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  expectResponse(): boolean;
  encode(room?: number): Promise<EncodedRequest & { readonly room?: number }>;
}

export type ProduceEncoder = (given: ProduceArguments) => ProduceRequest;

/** The encoder kafkajs brings. */
export const encodeAsKafkajs = require(PRODUCE_PATH) as ProduceEncoder;

/** The same request in one pass; what the bus never sends (headers, transactions, compression) stays with kafkajs. */
export const encodeInOnePass: ProduceEncoder = (given) => {
  const request = encodeAsKafkajs(given);
  if (!isPlain(given)) return request;
  return {
    ...request,
    encode: async (room = 0) => ({ ...asEncoded(writeRequest(given, Date.now(), room)), room }),
  };
};

function isPlain({ compression = 0, transactionalId = null, topicData }: ProduceArguments): boolean {
  return (
    compression === 0 &&
    transactionalId === null &&
    topicData.every(({ partitions }) =>
      partitions.every(({ messages }) =>
        messages.every(
          ({ key, value, headers, timestamp }) =>
            headers === undefined && timestamp === undefined && isBytes(key) && isBytes(value),
        ),
      ),
    )
  );
}

function isBytes(value: unknown): boolean {
  return value === null || Buffer.isBuffer(value);
}

/** The request, with `room` bytes before it for the head of its frame. */
function writeRequest(given: ProduceArguments, timestampMs: number, room: number): Buffer {
  const sizes = given.topicData.map(({ partitions }) =>
    partitions.map(({ messages }) => measureBatch(messages)),
  );
  let bytes = room + 12;
  for (const [index, { topic }] of given.topicData.entries())
    bytes +=
      6 + Buffer.byteLength(topic, 'utf8') + (sizes[index] ?? []).reduce((sum, size) => sum + 8 + size, 0);
  const target = Buffer.allocUnsafe(bytes);
  target.writeInt16BE(-1, room);
  target.writeInt16BE(given.acks, room + 2);
  target.writeInt32BE(given.timeout, room + 4);
  let at = target.writeInt32BE(given.topicData.length, room + 8);
  const producer = {
    producerId: BigInt(given.producerId?.toString() ?? '-1'),
    producerEpoch: given.producerEpoch ?? 0,
  };
  for (const [index, { topic, partitions }] of given.topicData.entries()) {
    const length = target.write(topic, at + 2, 'utf8');
    target.writeInt16BE(length, at);
    at = target.writeInt32BE(partitions.length, at + 2 + length);
    for (const [place, { partition, firstSequence, messages }] of partitions.entries()) {
      at = target.writeInt32BE(Number(partition), at);
      at = target.writeInt32BE(sizes[index]?.[place] ?? 0, at);
      at = writeBatch(target, at, { ...producer, firstSequence, timestampMs }, messages);
    }
  }
  return target;
}
