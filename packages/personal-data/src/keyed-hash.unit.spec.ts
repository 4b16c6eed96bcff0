import { describe, expect, it } from 'vitest';
import { createKeyedHash } from './keyed-hash.ts';

const key = Buffer.alloc(32, 7);

describe('the keyed hash', () => {
  // Expected: Python's hashlib.blake2b(message, key=…, digest_size=…) of the length-prefixed parts.
  it.each([
    [['mathoverflow', 'post:1'], 32, '8ca0257aeaa05ed84caacb8a016330d7979ad3d118fa37fe0339e14b9113d942'],
    [['mathoverflow', 'post:1'], 16, '709d6fc23b02e2ac2c43c090e76a1c07'],
    // Longer than the buffer that is shared.
    [['é'.repeat(5000), '🌳'], 32, '43262b124b24fda0db5c5bf99afa3493f54ad7583d0fc0b75c097e50ddb2f100'],
  ])('is keyed BLAKE2b of the joined parts (case %#)', (parts, bytes, expected) => {
    const hashes = createKeyedHash(key, bytes);
    const before = hashes(['something', 'longer that was hashed before']);
    expect(hashes(parts)).toBe(expected);
    expect(hashes(['something', 'longer that was hashed before'])).toBe(before);
  });

  it('refuses half a surrogate pair, and a key or a hash that is too short or too long', () => {
    expect(() => createKeyedHash(key, 32)(['\ud83d'])).toThrow(RangeError);
    expect(() => createKeyedHash(Buffer.alloc(15), 32)).toThrow(RangeError);
    expect(() => createKeyedHash(Buffer.alloc(65), 32)).toThrow(RangeError);
    expect(() => createKeyedHash(key, 8)).toThrow(RangeError);
  });
});
