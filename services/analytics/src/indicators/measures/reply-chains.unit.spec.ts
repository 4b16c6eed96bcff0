import { describe, expect, it } from 'vitest';
import { findThreadOpenings } from './reply-chains.ts';

const none = null;

describe('replies to replies', () => {
  it('belong to the thread their parents lead to, however far', () => {
    // 1 hangs on a reply of the thread opened at 100; 2 on 1, 3 on 2.
    const chains = {
      replies: [3, 2, 1],
      parents: [2, 1, 9],
      at: [130, 120, 110],
      parentThreadOpened: [none, none, 100],
    };
    expect(findThreadOpenings(chains, 0)).toEqual([100, 100, 100]);
  });

  it('hang on nothing where a parent does', () => {
    const chains = { replies: [2, 1], parents: [1, 7], at: [120, 110], parentThreadOpened: [none, none] };
    expect(findThreadOpenings(chains, 0)).toEqual([null, null]);
  });

  it('hang on nothing in a circle, and so does what hangs on the circle', () => {
    const chains = {
      replies: [1, 2, 3],
      parents: [2, 1, 1],
      at: [1, 2, 3],
      parentThreadOpened: [none, none, none],
    };
    expect(findThreadOpenings(chains, 0)).toEqual([null, null, null]);
  });

  it('are cut off where one is older than its thread by more than clocks differ', () => {
    const chains = { replies: [1, 2], parents: [9, 1], at: [89, 120], parentThreadOpened: [100, none] };
    expect(findThreadOpenings(chains, 10)).toEqual([null, null]);
    expect(findThreadOpenings(chains, 11)).toEqual([100, 100]);
  });

  it('do not mind a chain of a hundred thousand', () => {
    const size = 100_000;
    const numbers = Array.from({ length: size }, (_, index) => index);
    const openings = findThreadOpenings(
      {
        replies: numbers.toReversed(),
        parents: numbers.toReversed().map((number) => number - 1),
        at: numbers.map(() => 50),
        parentThreadOpened: numbers.toReversed().map((number) => (number === 0 ? 7 : null)),
      },
      0,
    );
    expect(new Set(openings)).toEqual(new Set([7]));
  });
});
