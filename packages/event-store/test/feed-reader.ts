// Reads the feed as a relay does, and remembers what it saw, for checks at the reader.
import type { PostgresConnection } from '@copse/postgres';
import { resolveRoutes } from '../src/event-routes.ts';
import { openFeed, type Feed } from '../src/feed.ts';
import { FEED_START } from '../src/feed-position.ts';

export const SPEC_ROUTES = resolveRoutes({
  source: 'copse/spec',
  topic: 'copse.activity',
  publicTypes: { 'thing-happened': 'copse.thing.happened.v1' },
});

/** An event as the reader met it. */
export interface SeenEvent {
  readonly key: string;
  readonly version: number;
  readonly id: string;
}

/** Opens a feed for a spec. */
export async function openSpecFeed(connection: PostgresConnection): Promise<Feed> {
  return await openFeed({ connection, routes: SPEC_ROUTES, applicationName: 'spec feed' });
}

/**
 * Reads from the start until everything that was recorded when `written` resolved has been shown. Another
 * database's transaction may hold the feed back meanwhile: ids are the cluster's.
 */
export async function followFeed(feed: Feed, written: Promise<unknown>, limit = 500): Promise<SeenEvent[]> {
  const seen: SeenEvent[] = [];
  let bound: bigint | null = null;
  void written.then(async () => {
    bound = (await feed.takeMoment()).xid;
  });
  let position = FEED_START;
  for (;;) {
    const xmin = await feed.readXmin();
    const complete = bound !== null && xmin >= bound;
    const batch = await feed.read(position, limit);
    for (const { key, value } of batch.records) {
      const { id, streamversion } = JSON.parse(value.toString()) as { id: string; streamversion: number };
      seen.push({ key, version: streamversion, id });
    }
    position = batch.end;
    if (batch.reachedEnd && complete) return seen;
  }
}

/** Streams whose versions did not come as 1, 2, 3, …; duplicates are left out of account. */
export function findBrokenStreams(seen: readonly SeenEvent[]): string[] {
  const reached = new Map<string, number>();
  const broken = new Set<string>();
  for (const { key, version } of seen) {
    const before = reached.get(key) ?? 0;
    if (version <= before) continue;
    if (version !== before + 1) broken.add(`${key}: ${before} then ${version}`);
    reached.set(key, version);
  }
  return [...broken];
}
