// Places in the feed are compared as numbers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePositions } from './feed-position.ts';

describe('positions', () => {
  it('come in the order of incarnation, transaction and place, also where ids gain a digit', () => {
    const inOrder = [
      { incarnation: 1, xid: 9_999n, pos: 7n },
      { incarnation: 1, xid: 10_000n, pos: 3n },
      { incarnation: 1, xid: 10_000n, pos: 10n },
      { incarnation: 2, xid: 5n, pos: 1n },
    ];
    expect([...inOrder].reverse().sort(comparePositions)).toEqual(inOrder);
  });

  it('are one place only when all of it is the same (property)', () => {
    const position = fc.record({
      incarnation: fc.integer({ min: 1, max: 2 }),
      xid: fc.bigInt(0n, 3n),
      pos: fc.bigInt(0n, 3n),
    });
    fc.assert(
      fc.property(position, position, (left, right) => {
        const same =
          left.incarnation === right.incarnation && left.xid === right.xid && left.pos === right.pos;
        expect(comparePositions(left, right) === 0).toBe(same);
        expect(Math.sign(comparePositions(left, right)) + Math.sign(comparePositions(right, left))).toBe(0);
      }),
    );
  });
});
