import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyedHash } from './keyed-hash.ts';
import { joinLengthPrefixed } from './length-prefixed.ts';

const keys = fc.uint8Array({ minLength: 1, maxLength: 64 });

describe('the keyed hash', () => {
  it('is HMAC-SHA-256 of the joined parts, whatever the key, the texts and what was hashed before', () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      // Around the length where Node's own takes over.
      fc.nat({ max: 400 }).map((more) => 'é'.repeat(2600 + more)),
    );
    fc.assert(
      fc.property(keys, fc.array(part, { maxLength: 3 }), (secret, parts) => {
        const key = Buffer.from(secret);
        const expected = createHmac('sha256', key).update(joinLengthPrefixed(parts)).digest('hex');
        expect(createKeyedHash(key)(parts)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses half a surrogate pair and a key longer than a block', () => {
    expect(() => createKeyedHash(Buffer.alloc(32, 1))(['\ud83d'])).toThrow(RangeError);
    expect(() => createKeyedHash(Buffer.alloc(65, 1))).toThrow(RangeError);
  });
});
