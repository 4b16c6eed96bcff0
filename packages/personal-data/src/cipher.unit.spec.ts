import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decrypt, encrypt, KEY_BYTES, SealBrokenError } from './cipher.ts';

const key = randomBytes(KEY_BYTES);
const place = Buffer.from('here');

describe('the cipher', () => {
  it.each([
    ['an empty one', ''],
    ['of one byte a letter', 'said'],
    ['of four bytes a letter', '🌳'.repeat(100)],

    ['of a megabyte', 'é'.repeat(524_288)],
  ])('opens a text: %s', (_what, text) => {
    const sealed = encrypt(key, place, text);
    expect(decrypt(key, place, sealed).toString()).toBe(text);
    expect(sealed).toHaveLength(24 + Buffer.byteLength(text) + 16);
  });

  it('never seals the same text to the same bytes, however many in a row', () => {
    const sealed = Array.from({ length: 2_000 }, (_, index) => encrypt(key, place, 'x'.repeat(index % 7)));
    expect(new Set(sealed.map((one) => one.toString('hex'))).size).toBe(sealed.length);
    const opened = sealed.map((one) => decrypt(key, place, one).toString());
    expect(opened).toEqual(sealed.map((_, index) => 'x'.repeat(index % 7)));
  });

  it('opens nothing elsewhere, under another key, or with a bit changed', () => {
    const sealed = encrypt(key, place, Buffer.from('said'));
    const changed = Buffer.from(sealed);
    changed[30] = (changed[30] ?? 0) ^ 1;
    expect(decrypt(key, place, sealed).toString()).toBe('said');
    expect(() => decrypt(key, Buffer.from('there'), sealed)).toThrow(SealBrokenError);
    expect(() => decrypt(randomBytes(KEY_BYTES), place, sealed)).toThrow(SealBrokenError);
    expect(() => decrypt(key, place, changed)).toThrow(SealBrokenError);
  });
});
