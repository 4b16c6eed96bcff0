// Our framing of requests is kafkajs' own, byte for byte.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asEncoded, frameAsKafkajs, frameInOneBuffer, type RequestToFrame } from './request-framing.ts';

const head = {
  correlationId: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  clientId: fc.option(fc.string({ unit: 'grapheme', maxLength: 40 }), { nil: null }),
};
const payload = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes));
const numbers = fc.record({ apiKey: fc.nat(70), apiVersion: fc.nat(20) });

async function expectTheSame(given: RequestToFrame): Promise<void> {
  const ours = await frameInOneBuffer(given);
  const theirs = await frameAsKafkajs({
    ...given,
    request: { ...given.request, encode: async () => await given.request.encode() },
  });
  expect(ours.buffer.equals(theirs.buffer)).toBe(true);
  expect(ours.size()).toBe(theirs.size());
}

it('has the bytes kafkajs gives it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.record(head), numbers, payload, async (sender, api, bytes) => {
      await expectTheSame({ ...sender, request: { ...api, encode: async () => asEncoded(bytes) } });
    }),
    { numRuns: 300 },
  );
});

it('writes its head into the room that a payload leaves', async () => {
  await fc.assert(
    fc.asyncProperty(fc.record(head), numbers, payload, async (sender, api, bytes) => {
      const encode: RequestToFrame['request']['encode'] = async (room = 0) => ({
        ...asEncoded(Buffer.concat([Buffer.alloc(room), bytes])),
        room,
      });
      await expectTheSame({ ...sender, request: { ...api, encode } });
    }),
  );
});
