// What the leading relay does until it is stopped, fenced off, or something fails: read ahead, send, move the
// cursor, announce how far time is complete.
import { setTimeout as delay } from 'node:timers/promises';
import type { OutgoingRecord, Publisher } from '@copse/messaging';
import type { Logger } from '@copse/observability';
import type { FeedPosition } from './event.ts';
import type { Failpoint } from './failpoints.ts';
import { comparePositions } from './feed-position.ts';
import type { Feed, FeedBatch, FeedRecord } from './feed.ts';
import { createLagDisplay } from './lag-display.ts';
import { carriesWatermarks, composeMarkers, type PartitionsOf } from './markers.ts';
import type { RelayLag } from './relay-lag.ts';
import type { Lease } from './relay-lease.ts';
import type { RelayMetrics } from './relay-metrics.ts';
import { createWatermark, type Watermark } from './watermark.ts';

export interface RelayLoopOptions {
  readonly feed: Feed;
  readonly lease: Lease;
  readonly bus: Publisher;
  readonly source: string;
  readonly topics: readonly string[];
  readonly partitionsOf: PartitionsOf;
  readonly metrics: RelayMetrics;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  readonly readLag: () => Promise<RelayLag>;
  readonly batchRows: number;
  /** The pause after a read that found few rows; reads that find none lengthen it, `IDLE_WAIT_MAX_MS` at most. */
  readonly idleWaitMs: number;
  readonly markerIntervalMs: number;
  /** Ends the loop after the batch under way. */
  readonly ended: AbortSignal;
}

interface Read {
  readonly batch: FeedBatch;
  /** Read before the batch, where the watermark needs it. */
  readonly xmin: bigint | null;
}

/** How long the first event after a silence waits at most before it is read. */
const IDLE_WAIT_MAX_MS = 200;

/** Resolves when `ended`; rejects when a send, the database or the fence says no. */
export async function relayFeed(options: RelayLoopOptions): Promise<void> {
  const { feed, lease, failpoint, metrics, ended, batchRows } = options;
  const watermark = createWatermark({ intervalMs: options.markerIntervalMs, announced: lease.announcedAt });
  let cursor = lease.cursor;
  const displayLag = createLagDisplay(options);
  let idleWaitMs = options.idleWaitMs;

  const readAfter = async (position: FeedPosition): Promise<Read> => {
    const xmin = await prepareWatermark(feed, watermark);
    return { xmin, batch: await feed.read(position, batchRows) };
  };
  let next = readAfter(cursor);
  while (!ended.aborted) {
    const { batch, xmin } = await next;
    failpoint('relay.batch-read');
    // Reading ahead while this batch is sent; a failure of it is met in the next turn.
    if (!batch.reachedEnd) {
      next = readAfter(batch.end);
      next.catch(() => {});
    }
    await send(options, batch.records);
    failpoint('relay.acked');
    if (comparePositions(batch.end, cursor) > 0) {
      await lease.moveCursor(batch.end);
      cursor = batch.end;
      metrics.send(batch.records.length);
      failpoint('relay.cursor-moved');
    }
    const at = watermark.conclude({ xmin, reachedEnd: batch.reachedEnd });
    if (at !== null) await announce(options, at);
    displayLag();
    if (batch.reachedEnd) {
      idleWaitMs = batch.events > 0 ? options.idleWaitMs : Math.min(idleWaitMs * 2, IDLE_WAIT_MAX_MS);
      await delay(idleWaitMs, undefined, { signal: ended }).catch(() => {});
      if (!ended.aborted) next = readAfter(cursor);
    }
  }
  await next.catch(() => {});
}

/** Before a read: takes the next moment to announce when it is time, and what a pending one needs for its proof. */
async function prepareWatermark(feed: Feed, watermark: Watermark): Promise<bigint | null> {
  const nowMs = performance.now();
  if (watermark.isDue(nowMs)) {
    const moment = await feed.takeMoment();
    watermark.begin(moment, nowMs);
    return moment.xmin;
  }
  return watermark.isPending() ? await feed.readXmin() : null;
}

/** Sends each topic's records in the feed's order; resolves when the bus has all of them. */
async function send({ bus, failpoint }: RelayLoopOptions, records: readonly FeedRecord[]): Promise<void> {
  const byTopic = new Map<string, OutgoingRecord[]>();
  for (const record of records) {
    let list = byTopic.get(record.topic);
    if (list === undefined) byTopic.set(record.topic, (list = []));
    list.push(record);
  }
  const sending = [...byTopic].map(async ([topic, list]) => await bus.publish(topic, list));
  if (sending.length > 0) failpoint('relay.producing');
  await Promise.all(sending);
}

/** The fence is asked first: an owner that was replaced announces nothing. */
async function announce(options: RelayLoopOptions, at: string): Promise<void> {
  const { bus, lease, source, topics, partitionsOf, metrics } = options;
  await lease.noteAnnouncement(at);
  const marker = { marker: 'watermark', source, epoch: lease.epoch, at } as const;
  await Promise.all(
    topics
      .filter(carriesWatermarks)
      .map(async (topic) => await bus.publish(topic, composeMarkers(marker, partitionsOf(topic)))),
  );
  metrics.announce(at);
}
