// How far behind a consumer is, and since when it has not got on although there was something to do.
import type { IncomingBatch, TopicPartition, TopicPartitionOffset } from '../bus.ts';

interface PartitionProgress {
  readonly topic: string;
  end: bigint;
  done: bigint;
}

/** Keeps ends and finished positions of the partitions a consumer reads. */
export interface LagBook {
  see(batch: IncomingBatch): void;
  finish(position: TopicPartitionOffset): void;
  forget(partitions: readonly TopicPartition[]): void;
  /** Records known and not finished, of one topic or of all. */
  lag(topic?: string): number;
  /** Seconds since the last progress while lag was above zero; 0 without lag. */
  stuckSeconds(nowMs: number): number;
}

/** An empty book. */
export function createLagBook(): LagBook {
  const partitions = new Map<string, PartitionProgress>();
  // Kept up with every change: batches come by the hundred a second, and each asks.
  const lags = new Map<string, number>();
  let lagOfAll = 0;
  let lastProgressMs = 0;
  const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
  const addLag = (topic: string, records: number): void => {
    lags.set(topic, (lags.get(topic) ?? 0) + records);
    lagOfAll += records;
  };
  const move = (entry: PartitionProgress, to: { end?: bigint; done?: bigint }): void => {
    const before = lagOf(entry);
    entry.end = to.end ?? entry.end;
    entry.done = to.done ?? entry.done;
    addLag(entry.topic, lagOf(entry) - before);
  };
  return {
    see(batch) {
      if (lagOfAll === 0) lastProgressMs = Date.now();
      const first = batch.records[0]?.offset ?? batch.highWatermark;
      const entry = partitions.get(keyOf(batch)) ?? { topic: batch.topic, end: first, done: first };
      partitions.set(keyOf(batch), entry);
      move(entry, { end: batch.highWatermark });
    },
    finish(position) {
      const entry = partitions.get(keyOf(position));
      if (entry === undefined || entry.done >= position.offset) return;
      move(entry, { done: position.offset });
      lastProgressMs = Date.now();
    },
    forget(revoked) {
      for (const partition of revoked) {
        const entry = partitions.get(keyOf(partition));
        if (entry !== undefined) addLag(entry.topic, -lagOf(entry));
        partitions.delete(keyOf(partition));
      }
    },
    lag: (topic) => (topic === undefined ? lagOfAll : (lags.get(topic) ?? 0)),
    stuckSeconds: (nowMs) => (lagOfAll === 0 ? 0 : Math.max(0, (nowMs - lastProgressMs) / 1000)),
  };
}

function lagOf({ end, done }: PartitionProgress): number {
  return end > done ? Number(end - done) : 0;
}
