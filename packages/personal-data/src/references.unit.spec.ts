import { describe, expect, it } from 'vitest';
import { parseMasterKey } from './derived-keys.ts';
import { createReferences } from './references.ts';

const references = createReferences({ masterKey: Buffer.alloc(32, 7) });

describe('keyed references', () => {
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
