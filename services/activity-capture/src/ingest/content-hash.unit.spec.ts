import { createReferences } from '@copse/personal-data';
import { describe, expect, it } from 'vitest';
import { createContentHash, type HashContent } from './content-hash.ts';

/** A hash under a master key of one byte's repetition. */
function hashUnder(byte: number): HashContent {
  return createContentHash(createReferences({ masterKey: Buffer.alloc(32, byte) }));
}

const hashContent = hashUnder(7);

describe('the content hash', () => {
  it('does not see the order of members nor how a number was written', () => {
    const one = hashContent('t', JSON.parse('{"a":1,"b":{"c":[1,2],"d":"é"}}'));
    expect(hashContent('t', JSON.parse('{ "b": {"d":"\\u00e9", "c":[1.0,2e0]}, "a":1 }'))).toBe(one);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
  });

  it('sees every other difference', () => {
    const contents = [
      { a: 1 },
      { a: 2 },
      { a: '1' },
      { a: null },
      {},
      { a: [1] },
      { A: 1 },
      { a: 1, b: false },
    ];
    expect(new Set(contents.map((content) => hashContent('t', content))).size).toBe(contents.length);
  });

  it('differs by tenant and by master key', () => {
    const other = hashUnder(8);
    expect(
      new Set([hashContent('t1', { a: 1 }), hashContent('t2', { a: 1 }), other('t1', { a: 1 })]).size,
    ).toBe(3);
  });
});
