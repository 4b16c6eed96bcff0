import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMasterKey } from './derived-keys.ts';
import { createReferences } from './references.ts';

const references = createReferences({ masterKey: Buffer.alloc(32, 7) });

describe('keyed references', () => {
  it('are BLAKE2b under HKDF-SHA-256 of the master key, tenant and purpose, as anybody can compute', () => {
    // Expected: Python's hmac, after RFC 5869, and hashlib.blake2b.
    const ofTenant = references.ofTenant('tenant-a');
    expect(ofTenant.identityLookup('forum', 'ana')).toBe(
      '19d8d34de67e6d152a04738a6935227e10a0c8ecda9f6f0cf17230bc56ff3196',
    );
    expect(ofTenant.thing('forum', 'post:1')).toBe('66ada4203875eaa42049c9dffbead8be');
    expect(ofTenant.contentHash('{"a":1}')).toBe('92bdde53df3a7f739ff7d05e9f74f577');
  });

  it('never meet for two different pairs of source and id', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '/', '\0', ':', 'é'), maxLength: 4 });
    fc.assert(
      fc.property(text, text, text, text, (source, id, otherSource, otherId) => {
        const same = source === otherSource && id === otherId;
        expect(
          references.ofTenant('t').thing(source, id) === references.ofTenant('t').thing(otherSource, otherId),
        ).toBe(same);
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuse half a surrogate pair, which as UTF-8 would equal another', () => {
    expect(() => references.ofTenant('t').thing('s', '\ud83d')).toThrow(RangeError);
  });

  it('do not meet where only the border between source and id moved', () => {
    expect(references.ofTenant('t').thing('a', 'bc')).not.toBe(references.ofTenant('t').thing('ab', 'c'));
    expect(references.ofTenant('t').thing('a/b', 'c')).not.toBe(references.ofTenant('t').thing('a', 'b/c'));
  });

  it('differ by tenant, purpose and master key, and are 32 hex digits, or 64', () => {
    const here = references.ofTenant('t1').thing('s', 'i');
    const others = [
      references.ofTenant('t2').thing('s', 'i'),
      references.ofTenant('t1').identityLookup('s', 'i'),
      createReferences({ masterKey: Buffer.alloc(32, 8) })
        .ofTenant('t1')
        .thing('s', 'i'),
    ];
    expect(here).toMatch(/^[0-9a-f]{32}$/);
    expect(references.ofTenant('t1').identityLookup('s', 'i')).toMatch(/^[0-9a-f]{64}$/);
    expect(others).not.toContain(here);
    expect(references.ofTenant('t1').thing('s', 'i')).toBe(here);
  });

  it('need a master key of 32 bytes and say so', () => {
    expect(() => parseMasterKey('too short')).toThrow('needs 32');
    expect(parseMasterKey('ab'.repeat(32))).toHaveLength(32);
  });
});
