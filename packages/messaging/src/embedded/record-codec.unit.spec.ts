// Records come back from a stored batch as they went in, compressed or not.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeRecords, encodeRecords } from './record-codec.ts';

const bytes = (max: number): fc.Arbitrary<Buffer | null> =>
  fc.option(
    fc.uint8Array({ maxLength: max }).map((array) => Buffer.from(array)),
    { nil: null },
  );

it('gives back every key, value, gap and null', () => {
  const records = fc.array(fc.record({ key: bytes(40), value: bytes(600), gap: fc.nat(3) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(records, fc.bigInt({ min: 0n, max: 2n ** 60n }), (given, firstOffset) => {
      let distance = -1;
      const placed = given.map(({ key, value, gap }) => ({ key, value, distance: (distance += 1 + gap) }));
      const read = decodeRecords(encodeRecords(placed), firstOffset, 7);
      expect(read).toEqual(
        placed.map((record) => ({
          offset: firstOffset + BigInt(record.distance),
          key: record.key,
          value: record.value,
          timestampMs: 7,
        })),
      );
    }),
  );
});

it('stores many alike in a fraction of their bytes, and one alone as it is', () => {
  const value = Buffer.from(
    JSON.stringify({ type: 'copse.activity.captured.v1', tenant: 'acme', act: 'answer' }),
  );
  const many = Array.from({ length: 200 }, (_, distance) => ({
    key: Buffer.from(`k${distance}`),
    value,
    distance,
  }));
  const alone = many.slice(0, 1);
  expect(encodeRecords(many).length).toBeLessThan((200 * value.length) / 5);
  expect(encodeRecords(alone).length).toBe(1 + 12 + 2 + value.length);
});
