// Sends the log again, from any position, into a rebuild topic: rebuilds need no topic history and no second way.
import type { Publisher } from '@copse/messaging';
import type { FeedPosition } from './event.ts';
import { FEED_START } from './feed-position.ts';
import type { Feed } from './feed.ts';
import { composeMarkers } from './markers.ts';

/** What to send again, and where to. */
export interface ReplayRequest {
  /** Events after this position; `beginning` for the whole log. */
  readonly from: FeedPosition | 'beginning';
  /** The rebuild topic; it must exist. */
  readonly topic: string;
  /** Stands in the end markers. */
  readonly rebuildId: string;
  /** Which of the relay's topics is rebuilt; its default topic unless said. */
  readonly of?: string;
  readonly signal?: AbortSignal;
}

/** What was sent. Everything recorded before `at` is in it. */
export interface ReplayResult {
  readonly events: number;
  readonly end: FeedPosition;
  readonly at: string;
}

/** Sends until everything recorded before the start is acknowledged, then one end marker per partition. */
export async function runReplay(options: {
  feed: Feed;
  bus: Publisher;
  source: string;
  request: ReplayRequest & { readonly of: string };
  partitions: number;
  batchRows: number;
  wait: () => Promise<void>;
}): Promise<ReplayResult> {
  const { feed, bus, source, request, partitions, batchRows } = options;
  const start = await feed.takeMoment();
  let position = request.from === 'beginning' ? FEED_START : request.from;
  let sent = 0;
  for (;;) {
    request.signal?.throwIfAborted();
    const xmin = await feed.readXmin();
    const batch = await feed.read(position, batchRows);
    const records = batch.records.filter((record) => record.topic === request.of);
    if (records.length > 0) await bus.publish(request.topic, records);
    sent += records.length;
    position = batch.end;
    if (!batch.reachedEnd) continue;
    if (xmin >= start.xid) break;
    await options.wait();
  }
  const { topic, rebuildId } = request;
  await bus.publish(
    topic,
    composeMarkers({ marker: 'rebuild-end', source, rebuildId, at: start.at }, partitions),
  );
  return { events: sent, end: position, at: start.at };
}
