// When may a relay say "everything recorded before T is sent"? T is the database's clock at a snapshot, and no
// transaction from that snapshot's xmax on recorded anything before T. So T may be announced once a later
// read reached the feed's end with an xmin not below that xmax, and what it read was acknowledged.
import type { FeedSnapshot } from './feed.ts';

/** A read, with the snapshot taken just before it where there is one. */
export interface WatermarkedRead {
  readonly snapshot: FeedSnapshot | null;
  readonly reachedEnd: boolean;
}

export interface Watermark {
  /** Whether a snapshot should be taken before the next read. */
  needsSnapshot(nowMs: number): boolean;
  /** Takes note of a snapshot before the read it belongs to. */
  observe(snapshot: FeedSnapshot, nowMs: number): void;
  /**
   * Called when everything up to the end of a read was acknowledged. Gives T once it may be announced, and only
   * ever a later one.
   */
  conclude(read: WatermarkedRead): string | null;
}

/**
 * `announced` is the T announced last, by whatever owner: a clock that was set back announces nothing until it has
 * caught up.
 */
export function createWatermark(options: { intervalMs: number; announced: string | null }): Watermark {
  let { announced } = options;
  let begunAtMs = Number.NEGATIVE_INFINITY;
  let pending: FeedSnapshot | null = null;
  return {
    needsSnapshot: (nowMs) => pending !== null || nowMs - begunAtMs >= options.intervalMs,
    observe(snapshot, nowMs) {
      if (pending !== null) return;
      pending = snapshot;
      begunAtMs = nowMs;
    },
    conclude({ snapshot, reachedEnd }) {
      if (pending === null || snapshot === null || !reachedEnd || snapshot.xmin < pending.xmax) return null;
      const { at } = pending;
      pending = null;
      if (announced !== null && at <= announced) return null;
      announced = at;
      return at;
    },
  };
}
