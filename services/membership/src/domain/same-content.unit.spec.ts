import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSameContent } from './same-content.ts';

it('finds a value the same as what JSON makes of it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(isSameContent(value, JSON.parse(JSON.stringify(value)))).toBe(true);
    }),
  );
});

it('agrees with the comparison of canonical text', () => {
  const flat = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(1, '1', null, true, 'x'));
  fc.assert(
    fc.property(flat, flat, (left, right) => {
      const canonical = (value: object) =>
        JSON.stringify(Object.entries(value).toSorted(([one], [other]) => one.localeCompare(other)));
      expect(isSameContent(left, right)).toBe(canonical(left) === canonical(right));
    }),
  );
});

it('tells lists by their order and objects from lists', () => {
  expect(isSameContent([1, 2], [2, 1])).toBe(false);
  expect(isSameContent([], {})).toBe(false);
  expect(isSameContent({ a: undefined }, {})).toBe(true);
  expect(isSameContent({ a: null }, {})).toBe(false);
});
