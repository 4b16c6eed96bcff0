import { createLogger } from '@copse/observability';
import { describe, expect, it } from 'vitest';
import { createRecordingBus } from '../test/recording-bus.ts';
import { FEED_START } from './feed-position.ts';
import type { Feed, FeedBatch } from './feed.ts';
import type { RelayLag } from './relay-lag.ts';
import { relayFeed } from './relay-loop.ts';

const TOPIC = 'copse.things';

/** A batch with the event of that number. */
function batchOf(number: bigint): FeedBatch {
  const end = { incarnation: 1, xid: number, pos: number };
  const record = { topic: TOPIC, key: 'thing', value: Buffer.from(`{"number":${number}}`) };
  return { records: [record], events: 1, end, reachedEnd: false };
}

/** A log in memory that has a next event after every one. */
function createFeed(): Feed {
  return {
    sql: null as never,
    read: async (after) => await Promise.resolve(batchOf(after.pos + 1n)),
    takeMoment: async () => await Promise.resolve({ at: '2026-03-12T17:00:45.000Z', xid: 9n, xmin: 0n }),
    readXmin: async () => await Promise.resolve(0n),
    close: async () => {},
  };
}

/** Relays until the bus has ten events. */
async function relayTen(readLag: () => Promise<RelayLag>): Promise<{ sent: number; looks: number }> {
  const ended = new AbortController();
  const bus = createRecordingBus();
  bus.onPublish = () => {
    if (bus.sent.length >= 9) ended.abort();
  };
  let looks = 0;
  await relayFeed({
    feed: createFeed(),
    lease: {
      epoch: 1,
      cursor: FEED_START,
      announcedAt: null,
      moveCursor: async () => {},
      noteAnnouncement: async () => {},
    },
    bus,
    source: 'copse/spec',
    topics: [],
    partitionsOf: () => 1,
    metrics: { lead() {}, send() {}, announce() {}, showLag() {}, fail() {} },
    logger: createLogger({ name: 'spec', level: 'silent' }),
    failpoint: () => {},
    readLag: async () => {
      looks += 1;
      return await readLag();
    },
    batchRows: 1,
    idleWaitMs: 1,
    markerIntervalMs: 1_000,
    ended: ended.signal,
  });
  return { sent: bus.sent.length, looks };
}

describe('the relay’s loop', () => {
  it('goes on sending while the look at the lag waits for a full pool, and starts no second look', async () => {
    const never = Promise.withResolvers<RelayLag>().promise;
    expect(await relayTen(async () => await never)).toEqual({ sent: 10, looks: 1 });
  });

  it('goes on sending after the look at the lag failed', async () => {
    const failing = async (): Promise<RelayLag> => await Promise.reject(new Error('no connection is free'));
    expect(await relayTen(failing)).toEqual({ sent: 10, looks: 1 });
  });
});
