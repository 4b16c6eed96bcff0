import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMasterKey } from './derived-keys.ts';
import { createReferences } from './references.ts';

const references = createReferences({ masterKey: Buffer.alloc(32, 7) });

describe('keyed references', () => {
  it('are HMAC-SHA-256 under HKDF-SHA-256 of the master key, tenant and purpose, as anybody can compute', () => {
    const lengthPrefixed = (parts: readonly string[]) =>
      Buffer.concat(parts.flatMap((part) => [Buffer.from([0, 0, 0, part.length]), Buffer.from(part)]));
    const info = lengthPrefixed(['copse', 'identity-lookup', 't1']);
    const key = Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 7), Buffer.alloc(0), info, 32));
    const expected = createHmac('sha256', key)
      .update(lengthPrefixed(['s', 'i']))
      .digest('hex');
    expect(references.identityLookup('t1', 's', 'i')).toBe(expected);
  });

  it('never meet for two different pairs of source and id', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '/', '\0', ':', 'é'), maxLength: 4 });
    fc.assert(
      fc.property(text, text, text, text, (source, id, otherSource, otherId) => {
        const same = source === otherSource && id === otherId;
        expect(references.thing('t', source, id) === references.thing('t', otherSource, otherId)).toBe(same);
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuse half a surrogate pair, which as UTF-8 would equal another', () => {
    expect(() => references.thing('t', 's', '\ud83d')).toThrow(RangeError);
  });

  it('do not meet where only the border between source and id moved', () => {
    expect(references.thing('t', 'a', 'bc')).not.toBe(references.thing('t', 'ab', 'c'));
    expect(references.thing('t', 'a/b', 'c')).not.toBe(references.thing('t', 'a', 'b/c'));
  });

  it('differ by tenant, purpose and master key, and are 64 hex digits', () => {
    const here = references.thing('t1', 's', 'i');
    const others = [
      references.thing('t2', 's', 'i'),
      references.identityLookup('t1', 's', 'i'),
      createReferences({ masterKey: Buffer.alloc(32, 8) }).thing('t1', 's', 'i'),
    ];
    expect(here).toMatch(/^[0-9a-f]{64}$/);
    expect(others).not.toContain(here);
    expect(references.thing('t1', 's', 'i')).toBe(here);
  });

  it('need a master key of 32 bytes and say so', () => {
    expect(() => parseMasterKey('too short')).toThrow('needs 32');
    expect(parseMasterKey('ab'.repeat(32))).toHaveLength(32);
  });
});
