// Where replies to replies belong, when the app names what was replied to but not the thread. Their parents
// are followed until one whose thread is known; numbers stand for activities.

/** Replies whose parent is itself a reply. All arrays are of one length. */
export interface ReplyChains {
  readonly replies: readonly number[];
  readonly parents: readonly number[];
  /** When each reply was made, in milliseconds. */
  readonly at: readonly number[];
  /** When the thread of the parent was opened; null where the parent is among `replies` or hangs on nothing. */
  readonly parentThreadOpened: readonly (number | null)[];
}

/**
 * For each reply when its thread was opened; null where it hangs on nothing, on a circle, or is more than
 * `clockSkewMs` older than its thread. Each reply is visited at most twice.
 */
export function findThreadOpenings(chains: ReplyChains, clockSkewMs: number): readonly (number | null)[] {
  const indexOf = new Map(chains.replies.map((reply, index) => [reply, index]));
  const openings: (number | null | undefined)[] = chains.replies.map(() => undefined);
  const settle = (index: number, parentOpened: number | null): number | null => {
    const isTooOld = parentOpened !== null && (chains.at[index] ?? 0) < parentOpened - clockSkewMs;
    const opened = isTooOld ? null : parentOpened;
    openings[index] = opened;
    return opened;
  };
  for (let start = 0; start < openings.length; start += 1) {
    const path: number[] = [];
    let index: number | undefined = start;
    while (index !== undefined && openings[index] === undefined) {
      // A reply met again before it was settled is on a circle: it stays null unless the way back says more.
      openings[index] = null;
      path.push(index);
      index = indexOf.get(chains.parents[index] ?? -1);
    }
    const end = path.at(-1);
    if (end === undefined) continue;
    let opened = index === undefined ? (chains.parentThreadOpened[end] ?? null) : (openings[index] ?? null);
    for (const step of path.toReversed()) opened = settle(step, opened);
  }
  return openings.map((opened) => opened ?? null);
}
