import { createReferences } from '@copse/personal-data';
import { expect, it } from 'vitest';
import { hashBody } from './body-hash.ts';

const references = createReferences({ masterKey: Buffer.alloc(32, 7) });
const hash = (body: unknown, tenant = 't1') => hashBody(references, tenant, body);

it('does not depend on the order of keys', () => {
  expect(hash({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(hash({ b: [{ d: 3, c: 2 }], a: 1 }));
});

it('depends on every value and on the order of a list', () => {
  expect(hash({ a: [1, 2] })).not.toBe(hash({ a: [2, 1] }));
  expect(hash({ a: 1 })).not.toBe(hash({ a: '1' }));
  expect(hash(JSON.parse('{"__proto__":{"a":1}}'))).not.toBe(hash({}));
});

it('is the tenant’s keyed hash of the canonical text, which nobody without the secret can compute', () => {
  const body = { b: 2, a: 1 };
  expect(hash(body)).toBe(references.ofTenant('t1').contentHash('{"a":1,"b":2}'));
  expect(hash(body)).not.toBe(hash(body, 't2'));
  expect(hashBody(createReferences({ masterKey: Buffer.alloc(32, 8) }), 't1', body)).not.toBe(hash(body));
});
