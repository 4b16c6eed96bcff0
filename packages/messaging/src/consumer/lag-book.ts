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
  let lastProgressMs = 0;
  const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
  const lag = (topic?: string): number => {
    let records = 0n;
    for (const entry of partitions.values())
      if (topic === undefined || entry.topic === topic)
        records += entry.end > entry.done ? entry.end - entry.done : 0n;
    return Number(records);
  };
  return {
    see(batch) {
      if (lag() === 0) lastProgressMs = Date.now();
      const first = batch.records[0]?.offset ?? batch.highWatermark;
      const entry = partitions.get(keyOf(batch));
      if (entry === undefined)
        partitions.set(keyOf(batch), { topic: batch.topic, end: batch.highWatermark, done: first });
      else entry.end = batch.highWatermark;
    },
    finish(position) {
      const entry = partitions.get(keyOf(position));
      if (entry === undefined || entry.done >= position.offset) return;
      entry.done = position.offset;
      lastProgressMs = Date.now();
    },
    forget(revoked) {
      for (const partition of revoked) partitions.delete(keyOf(partition));
    },
    lag,
    stuckSeconds: (nowMs) => (lag() === 0 ? 0 : Math.max(0, (nowMs - lastProgressMs) / 1000)),
  };
}
