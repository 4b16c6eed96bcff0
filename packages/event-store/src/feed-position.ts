// Places in the feed. Compared as numbers, field by field: as text, 10,000 would come before 9,999.
import type { FeedPosition } from './event.ts';

/** Before the first event of every log. */
export const FEED_START: FeedPosition = { incarnation: 1, xid: 0n, pos: 0n };

/** Below zero when `left` comes first in the feed, zero when they are one place. */
export function comparePositions(left: FeedPosition, right: FeedPosition): number {
  if (left.incarnation !== right.incarnation) return left.incarnation - right.incarnation;
  if (left.xid !== right.xid) return left.xid < right.xid ? -1 : 1;
  if (left.pos !== right.pos) return left.pos < right.pos ? -1 : 1;
  return 0;
}
