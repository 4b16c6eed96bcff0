// Memory that is used up at once and filled anew. A Buffer object costs more than hashing the few bytes it shows, so the
// views of such memory are made once for each length, and kept.

/** A code unit takes three bytes of UTF-8 at most. */
export const BYTES_OF_UNIT_MAX = 3;

/** Gives views of the same memory, which all begin at one place. The next use of the memory changes what they show. */
export type ViewOf = (length: number) => Buffer;

/** Creates them over the bytes of `memory` from `start` on; as many are kept as lengths were asked for. */
export function createViews(memory: Buffer, start: number): ViewOf {
  const views: (Buffer | undefined)[] = Array.from({ length: memory.length - start + 1 });
  return (length) => (views[length] ??= memory.subarray(start, start + length));
}
