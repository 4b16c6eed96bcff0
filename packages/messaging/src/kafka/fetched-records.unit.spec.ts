// Our decoding of fetched records gives kafkajs' own, record for record.
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAsKafkajs, decodeInOnePass, type ResponseCursor } from './fetched-records.ts';

const require = createRequire(import.meta.url);

interface Sent {
  readonly offsetDelta: number;
  readonly timestampDelta: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}
interface SentBatch {
  readonly firstOffset: number;
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
  readonly partitionLeaderEpoch: number;
  readonly lastOffsetDelta: number;
  readonly transactional: boolean;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly compression: number;
  readonly records: readonly Sent[];
}
type Encoded = { readonly buffer: Buffer };
const encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (
  sent: Sent,
) => Encoded;
const { RecordBatch: encodeBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as {
  RecordBatch(batch: Omit<SentBatch, 'records'> & { records: Encoded[] }): Promise<Encoded>;
};
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (buffer: Buffer) => ResponseCursor;

const ATTRIBUTES_AT = 22;
/** With less of a batch than this kafkajs reads past the end. */
const LEAST_BYTES = 17;
const APPEND_TIME = 0x08;
const CONTROL = 0x20;

const bytes = fc.option(
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
  { nil: null },
);
const record: fc.Arbitrary<Sent> = fc.record({
  offsetDelta: fc.nat(2 ** 31 - 1),
  timestampDelta: fc.oneof(fc.constant(0), fc.integer(), fc.integer({ min: -(2 ** 41), max: 2 ** 41 })),
  key: bytes,
  value: bytes,
});
const batch: fc.Arbitrary<SentBatch> = fc.record({
  firstOffset: fc.nat(2 ** 52),
  firstTimestamp: fc.nat(2 ** 42),
  maxTimestamp: fc.nat(2 ** 42),
  partitionLeaderEpoch: fc.nat(1000),
  lastOffsetDelta: fc.nat(2 ** 31 - 1),
  transactional: fc.boolean(),
  producerId: fc.integer({ min: -1, max: 2 ** 40 }),
  producerEpoch: fc.integer({ min: -1, max: 1000 }),
  firstSequence: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
  compression: fc.constant(0),
  records: fc.array(record, { maxLength: 50 }),
});
const flags = fc.constantFrom(0, APPEND_TIME, CONTROL, APPEND_TIME | CONTROL);

async function encode(sent: SentBatch, flag = 0): Promise<Buffer> {
  const { buffer } = await encodeBatch({ ...sent, records: sent.records.map(encodeRecord) });
  buffer[ATTRIBUTES_AT] = (buffer[ATTRIBUTES_AT] ?? 0) | flag;
  return buffer;
}

/** Bytes of a response: something before, the length, the records, something after. */
function respond(records: Buffer): () => ResponseCursor {
  const length = Buffer.alloc(4);
  length.writeInt32BE(records.length);
  const response = Buffer.concat([Buffer.from('before'), length, records, Buffer.from('after')]);
  return () => Object.assign(new Decoder(response), { offset: 6 });
}

async function expectAgreement(records: Buffer): Promise<void> {
  const open = respond(records);
  const [ours, theirs] = [open(), open()];
  expect(await decodeInOnePass(ours)).toEqual(await decodeAsKafkajs(theirs));
  expect(ours.offset).toBe(theirs.offset);
}

describe('records that were fetched', () => {
  it('are what kafkajs makes of them, the last batch whole or cut off anywhere', async () => {
    const sent = fc.array(fc.tuple(batch, flags), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(sent, fc.nat(400), fc.boolean(), async (batches, cut, isCut) => {
        const whole = Buffer.concat(
          await Promise.all(batches.map(async ([one, flag]) => await encode(one, flag))),
        );
        await expectAgreement(isCut ? whole.subarray(0, Math.max(LEAST_BYTES, whole.length - cut)) : whole);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['headers', { compression: 0, headers: { a: 'b' } }],
    ['compression', { compression: 1, headers: {} }],
  ])('are left to kafkajs where they have %s', async (_, { compression, headers }) => {
    const sent = {
      ...(fc.sample(batch, 1)[0] as SentBatch),
      compression,
      records: [{ offsetDelta: 0, timestampDelta: 0, key: null, value: Buffer.from('v'), headers }],
    };
    await expectAgreement(await encode(sent));
  });
});
