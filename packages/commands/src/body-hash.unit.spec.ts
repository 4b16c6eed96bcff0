import { expect, it } from 'vitest';
import { hashBody } from './body-hash.ts';

it('does not depend on the order of keys', () => {
  expect(hashBody({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(hashBody({ b: [{ d: 3, c: 2 }], a: 1 }));
});

it('depends on every value and on the order of a list', () => {
  expect(hashBody({ a: [1, 2] })).not.toBe(hashBody({ a: [2, 1] }));
  expect(hashBody({ a: 1 })).not.toBe(hashBody({ a: '1' }));
  expect(hashBody(JSON.parse('{"__proto__":{"a":1}}'))).not.toBe(hashBody({}));
});

it('is the SHA-256 of the canonical text', () => {
  // printf '{"a":1,"b":2}' | sha256sum
  expect(hashBody({ b: 2, a: 1 })).toBe('43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777');
});
