// Holds log, topic and ClickHouse against each other: the same activities, each counted once, streams
// without holes, in order (rules 3 to 7 of the quality promises).
import { randomUUID } from 'node:crypto';
import type { PublicEvent } from '@copse/contracts';
import { createKafkaBus, type Bus, type IncomingRecord } from '@copse/messaging';
import { createLogger } from '@copse/observability';
import postgres from 'postgres';

/** What the three places hold of captured activities. */
export interface WholeWayCounts {
  readonly log: number;
  readonly topicRecords: number;
  readonly topicDistinct: number;
  readonly analytics: number;
}

/** What is wrong, as ids; empty when nothing is. */
export interface WholeWayFindings {
  readonly counts: WholeWayCounts;
  readonly missingInTopic: readonly string[];
  readonly foreignInTopic: readonly string[];
  readonly missingInAnalytics: readonly string[];
  readonly foreignInAnalytics: readonly string[];
  readonly streamsWithHoles: readonly string[];
  readonly keysOutOfOrder: readonly string[];
}

const ACTIVITY_CAPTURED = 'copse.activity.captured.v1';
const SHOWN_MAX = 20;

/** Reads all three places of a distributed installation and compares them. */
export async function examineWholeWay(options: {
  captureDatabaseUrl: string;
  kafkaBroker: string;
  clickhouseUrl: string;
}): Promise<WholeWayFindings> {
  const log = await readLog(options.captureDatabaseUrl);
  const topic = await readTopic(options.kafkaBroker);
  const analytics = await readAnalytics(options.clickhouseUrl);
  const difference = (left: ReadonlySet<string>, right: ReadonlySet<string>): string[] =>
    [...left].filter((id) => !right.has(id)).slice(0, SHOWN_MAX);
  return {
    counts: {
      log: log.ids.size,
      topicRecords: topic.records,
      topicDistinct: topic.ids.size,
      analytics: analytics.size,
    },
    missingInTopic: difference(log.ids, topic.ids),
    foreignInTopic: difference(topic.ids, log.ids),
    missingInAnalytics: difference(log.ids, analytics),
    foreignInAnalytics: difference(analytics, log.ids),
    streamsWithHoles: log.streamsWithHoles,
    keysOutOfOrder: topic.keysOutOfOrder,
  };
}

async function readLog(url: string): Promise<{ ids: Set<string>; streamsWithHoles: string[] }> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const rows = await sql<{ id: string }[]>`
      select event_id::text as id from event where stream_id like 'activity/%'`;
    const holes = await sql<{ stream: string }[]>`
      select tenant || '/' || stream_id as stream from event
      group by tenant, stream_id having count(*) <> max(version) or min(version) <> 1 limit ${SHOWN_MAX}`;
    return { ids: new Set(rows.map((row) => row.id)), streamsWithHoles: holes.map((row) => row.stream) };
  } finally {
    await sql.end();
  }
}

interface TopicContents {
  readonly ids: Set<string>;
  records: number;
  readonly keysOutOfOrder: string[];
}

async function readTopic(broker: string): Promise<TopicContents> {
  const logger = createLogger({ name: 'oracle', level: 'warn' });
  const bus = createKafkaBus({ brokers: [broker], clientId: 'oracle', logger });
  try {
    return await drainTopic(bus, 'copse.activity');
  } finally {
    await bus.close();
  }
}

async function drainTopic(bus: Bus, topic: string): Promise<TopicContents> {
  const contents: TopicContents = { ids: new Set(), records: 0, keysOutOfOrder: [] };
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

function takeRecord(record: IncomingRecord, contents: TopicContents, versions: Map<string, number>): void {
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

async function readAnalytics(clickhouseUrl: string): Promise<Set<string>> {
  const { origin, username, password, pathname } = new URL(clickhouseUrl);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const query = 'SELECT toString(event_id) FROM activities FINAL FORMAT TSV';
  const response = await fetch(`${origin}/?database=${pathname.slice(1)}`, {
    method: 'POST',
    body: query,
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  });
  if (!response.ok) throw new Error(`ClickHouse refused the oracle's question: ${await response.text()}`);
  return new Set((await response.text()).split('\n').filter((line) => line !== ''));
}
