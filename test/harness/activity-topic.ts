// The topic of activities read from its beginning to its end: which ids, how often, in which order.
import { randomUUID } from 'node:crypto';
import type { PublicEvent } from '@copse/contracts';
import { createKafkaBus, type Bus, type IncomingRecord } from '@copse/messaging';
import { createLogger } from '@copse/observability';

/** What the topic holds. */
export interface TopicContents {
  /** Event ids of captured activities. */
  readonly ids: ReadonlySet<string>;
  /** Records of captured activities, repeated ones included. */
  readonly records: number;
  /** Keys whose first occurrences do not follow the version. */
  readonly keysOutOfOrder: readonly string[];
}

const ACTIVITY_CAPTURED = 'copse.activity.captured.v1';
const SHOWN_MAX = 20;

/** Reads what the topic holds now. */
export async function readActivityTopic(broker: string): Promise<TopicContents> {
  const logger = createLogger({ name: 'oracle', level: 'warn' });
  const bus = createKafkaBus({ brokers: [broker], clientId: 'oracle', logger });
  try {
    return await drainTopic(bus, 'copse.activity');
  } finally {
    await bus.close();
  }
}

interface Gathered {
  readonly ids: Set<string>;
  records: number;
  readonly keysOutOfOrder: string[];
}

async function drainTopic(bus: Bus, topic: string): Promise<TopicContents> {
  const contents: Gathered = { ids: new Set(), records: 0, keysOutOfOrder: [] };
  const versions = new Map<string, number>();
  const groupId = `oracle-${randomUUID()}`;
  const ends = new Map(
    (await bus.administration.groupLag(groupId, [topic])).map((lag) => [lag.partition, lag.end]),
  );
  const open = new Set([...ends].filter(([, end]) => end > 0n).map(([partition]) => partition));
  const drained = Promise.withResolvers<void>();
  if (open.size === 0) return contents;
  const subscription = await bus.subscribe({
    groupId,
    topics: [topic],
    from: 'earliest',
    onBatch: async (batch) => {
      for (const record of batch.records) takeRecord(record, contents, versions);
      const last = batch.records.at(-1);
      if (last !== undefined && last.offset + 1n >= (ends.get(batch.partition) ?? 0n))
        open.delete(batch.partition);
      if (open.size === 0) drained.resolve();
    },
    onCrash: drained.reject,
  });
  await drained.promise;
  await subscription.stop();
  return contents;
}

function takeRecord(record: IncomingRecord, contents: Gathered, versions: Map<string, number>): void {
  const value = JSON.parse(record.value?.toString() ?? 'null') as PublicEvent | null;
  if (value === null || value.specversion === undefined) return;
  const key = record.key?.toString() ?? '';
  const expected = (versions.get(key) ?? 0) + 1;
  if (value.streamversion > expected && contents.keysOutOfOrder.length < SHOWN_MAX)
    contents.keysOutOfOrder.push(key);
  versions.set(key, Math.max(expected - 1, value.streamversion));
  if (value.type !== ACTIVITY_CAPTURED) return;
  contents.records += 1;
  contents.ids.add(value.id);
}
