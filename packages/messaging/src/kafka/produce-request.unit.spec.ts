// Our encoding of produce requests is kafkajs' own, byte for byte.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeAsKafkajs, encodeInOnePass, type ProduceArguments } from './produce-request.ts';

describe('a produce request', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T10:00:00.123Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const bytes = fc.option(
    fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    { nil: null },
  );
  const message = fc.record({ key: bytes, value: bytes });
  const partition = fc.record({
    partition: fc.nat(1000),
    firstSequence: fc.nat(2 ** 31 - 2),
    messages: fc.array(message, { minLength: 1, maxLength: 200 }),
  });
  const request: fc.Arbitrary<ProduceArguments> = fc.record({
    acks: fc.constant(-1),
    timeout: fc.nat(100_000),
    transactionalId: fc.constant(null),
    producerId: fc.bigInt({ min: 0n, max: 2n ** 40n }).map(String),
    producerEpoch: fc.nat(100),
    compression: fc.constant(0),
    topicData: fc.array(
      fc.record({
        topic: fc.string({ minLength: 1 }),
        partitions: fc.array(partition, { minLength: 1, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  });

  it('has the bytes kafkajs gives it', async () => {
    await fc.assert(
      fc.asyncProperty(request, async (given) => {
        const ours = await encodeInOnePass(given).encode();
        const theirs = await encodeAsKafkajs(given).encode();
        expect(ours.buffer.equals(theirs.buffer)).toBe(true);
        expect(ours.size()).toBe(theirs.size());
      }),
      { numRuns: 200 },
    );
  });

  it('leaves to kafkajs what the bus never sends', async () => {
    const [given] = fc.sample(request, 1);
    const withHeaders = {
      ...(given as ProduceArguments),
      topicData: [
        {
          topic: 't',
          partitions: [
            {
              partition: 0,
              firstSequence: 0,
              messages: [{ key: null, value: Buffer.from('v'), headers: { a: 'b' } }],
            },
          ],
        },
      ],
    };
    const ours = await encodeInOnePass(withHeaders).encode();
    const theirs = await encodeAsKafkajs(withHeaders).encode();
    expect(ours.buffer.equals(theirs.buffer)).toBe(true);
  });
});
