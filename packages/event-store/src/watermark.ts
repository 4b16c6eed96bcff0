// When may a relay say "everything recorded before T is sent"? Take T from the database's clock and then a
// transaction id: whatever has a greater id recorded nothing before T. So T may be announced once a read that
// began with an xmin not below that id reached the feed's end, and all it found was acknowledged.
import type { FeedMoment } from './feed.ts';

export interface Watermark {
  /** Whether it is time to take the moment that is to be announced next. */
  isDue(nowMs: number): boolean;
  /** Whether a moment waits for its proof, for which the next read needs an xmin. */
  isPending(): boolean;
  begin(moment: FeedMoment, nowMs: number): void;
  /**
   * Called when everything up to the end of a read was acknowledged; `xmin` was read before that read began.
   * Gives T once it may be announced, and only ever a later one.
   */
  conclude(read: { readonly xmin: bigint | null; readonly reachedEnd: boolean }): string | null;
}

/**
 * `announced` is the T announced last, by whatever owner: a clock that was set back announces nothing until it has
 * caught up.
 */
export function createWatermark(options: { intervalMs: number; announced: string | null }): Watermark {
  let { announced } = options;
  let begunAtMs = Number.NEGATIVE_INFINITY;
  let pending: FeedMoment | null = null;
  return {
    isDue: (nowMs) => pending === null && nowMs - begunAtMs >= options.intervalMs,
    isPending: () => pending !== null,
    begin(moment, nowMs) {
      pending = moment;
      begunAtMs = nowMs;
    },
    conclude({ xmin, reachedEnd }) {
      if (pending === null || xmin === null || !reachedEnd || xmin < pending.xid) return null;
      const { at } = pending;
      pending = null;
      if (announced !== null && at <= announced) return null;
      announced = at;
      return at;
    },
  };
}
