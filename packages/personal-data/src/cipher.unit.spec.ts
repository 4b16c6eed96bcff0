import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decrypt, encrypt, encryptText, KEY_BYTES, SealBrokenError } from './cipher.ts';

const key = randomBytes(KEY_BYTES);
const place = Buffer.from('here');

describe('the cipher', () => {
  it.each([
    ['an empty one', ''],
    ['of one byte a letter', 'said'],
    ['of four bytes a letter', '🌳'.repeat(100)],
    ['the longest that may share memory with others', '世'.repeat(2_730)],
    ['the shortest that has memory of its own', '世'.repeat(2_731)],
    ['of a megabyte', 'é'.repeat(524_288)],
  ])('opens a text: %s', (_what, text) => {
    const sealed = Buffer.from(encryptText(key, place, text), 'base64');
    expect(decrypt(key, place, sealed).toString()).toBe(text);
    expect(sealed).toHaveLength(24 + Buffer.byteLength(text) + 16);
  });

  it('never seals the same to the same bytes, however many in a row', () => {
    const texts = Array.from({ length: 2_000 }, (_, index) => 'x'.repeat(index % 7));
    const sealed = texts.map((text, index) =>
      index % 2 === 0
        ? Buffer.from(encryptText(key, place, text), 'base64')
        : encrypt(key, place, Buffer.from(text)),
    );
    expect(new Set(sealed.map((one) => one.subarray(0, 24).toString('hex'))).size).toBe(sealed.length);
    expect(sealed.map((one) => decrypt(key, place, one).toString())).toEqual(texts);
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
