// Up to when the facts are complete. A figure is as old as the least watermark of all partitions of all the
// topics it reads. Ask before the facts, never after: rows are written before the watermark that covers them.
import { TOPICS } from '@copse/contracts';
import type { ClickHouseReader } from './clickhouse-reader.ts';

/** A topic that carries facts. */
export type FactsTopic = 'copse.activity' | 'copse.membership' | 'copse.value';

/** Up to when the facts of some topics are complete. */
export interface DataAsOf {
  /** RFC 3339 with milliseconds; null as long as a partition has no watermark. */
  readonly dataAsOf: string | null;
  /** The same in milliseconds since 1970. */
  readonly dataAsOfMs: number | null;
  /** Why it is null: which topics, and how many of their partitions have none. */
  readonly reason: string | null;
}

/** The watermark of one topic. */
export interface TopicWatermark {
  readonly topic: string;
  readonly partitions: number;
  /** Partitions that have a watermark. */
  readonly covered: number;
  /** The least over the covered partitions, milliseconds since 1970; null where none is. */
  readonly leastMs: number | null;
}

// A newer epoch of a relay wins even where its clock is behind; within an epoch the latest does.
const LATEST = `
SELECT topic, toUInt32(uniqExact(partition)) AS covered, toUnixTimestamp64Milli(min(latest)) AS leastMs
FROM
(
    SELECT topic, partition, source, argMax(watermarks.at, (watermarks.epoch, watermarks.at)) AS latest
    FROM watermarks
    WHERE topic IN {topics:Array(String)}
    GROUP BY topic, partition, source
)
GROUP BY topic`;

/** The watermark of each of these topics, in their order. */
export async function readWatermarks(
  reader: ClickHouseReader,
  topics: readonly string[],
): Promise<readonly TopicWatermark[]> {
  const rows = await reader.read<{ topic: string; covered: number; leastMs: number }>({
    origin: 'watermark',
    sql: LATEST,
    parameters: { topics: [...new Set(topics)] },
  });
  const found = new Map(rows.map((row) => [row.topic, row]));
  return [...new Set(topics)].map((topic) => {
    const row = found.get(topic);
    const partitions = TOPICS.find((declared) => declared.name === topic)?.partitions ?? 1;
    return { topic, partitions, covered: row?.covered ?? 0, leastMs: row?.leastMs ?? null };
  });
}

/** The least watermark over the topics a figure reads: everything recorded before it is in the facts. */
export async function readDataAsOf(
  reader: ClickHouseReader,
  topics: readonly FactsTopic[],
): Promise<DataAsOf> {
  return combineWatermarks(await readWatermarks(reader, topics));
}

/** The least of several; null, with the reason, where a partition has none yet. */
export function combineWatermarks(watermarks: readonly TopicWatermark[]): DataAsOf {
  const uncovered = watermarks.filter((watermark) => watermark.covered < watermark.partitions);
  if (uncovered.length > 0 || watermarks.length === 0) {
    const missing = uncovered.map(
      ({ topic, covered, partitions }) => `${topic} (${covered} of ${partitions} partitions)`,
    );
    return {
      dataAsOf: null,
      dataAsOfMs: null,
      reason: `no watermark yet for every partition of ${missing.join(', ')}`,
    };
  }
  const least = Math.min(...watermarks.map(({ leastMs }) => leastMs ?? Number.NaN));
  return { dataAsOf: new Date(least).toISOString(), dataAsOfMs: least, reason: null };
}
