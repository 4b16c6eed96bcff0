// Holds what clients were told, the log, the topic and ClickHouse against each other: every acknowledged
// activity is there with its content, nothing else is, each counted once, in order (rules 1 to 7 of the
// quality promises; the figures themselves are each spec's business).
import { hashContent, readActivityJournal, type JournalledActivities } from './activity-journal.ts';
import { readActivityTopic, type TopicContents } from './activity-topic.ts';
import { readCapturedLog, type CapturedLog } from './captured-log.ts';
import { askClickHouse } from './clickhouse-question.ts';

/** How much each place holds of captured activities. */
export interface WholeWayCounts {
  readonly acknowledged: number;
  readonly unknown: number;
  readonly refused: number;
  readonly log: number;
  readonly topicRecords: number;
  readonly topicDistinct: number;
  readonly analytics: number;
}

/** What is wrong, as ids, the first twenty of each; empty when nothing is. */
export interface WholeWayFindings {
  /** Rule 1: acknowledged, but not in the log, or with another content. */
  readonly lostFromLog: readonly string[];
  /** Rules 1 and 2: in the log, but neither acknowledged nor possibly stored. */
  readonly neverSent: readonly string[];
  /** Rule 3. */
  readonly repeatedInLog: readonly string[];
  /** Rule 4. */
  readonly streamsWithHoles: readonly string[];
  /** Rule 5. */
  readonly missingInTopic: readonly string[];
  readonly foreignInTopic: readonly string[];
  /** Rule 6. */
  readonly keysOutOfOrder: readonly string[];
  /** Rule 7: not in ClickHouse, or with another content. */
  readonly missingInAnalytics: readonly string[];
  readonly foreignInAnalytics: readonly string[];
  /** Rule 10: the same activity was answered with two references. */
  readonly answeredOtherwise: readonly string[];
}

export const NOTHING_WRONG: WholeWayFindings = {
  lostFromLog: [],
  neverSent: [],
  repeatedInLog: [],
  streamsWithHoles: [],
  missingInTopic: [],
  foreignInTopic: [],
  keysOutOfOrder: [],
  missingInAnalytics: [],
  foreignInAnalytics: [],
  answeredOtherwise: [],
};

const SHOWN_MAX = 20;

/** Reads all places of a distributed installation and compares them. */
export async function examineWholeWay(options: {
  journalFile: string;
  captureDatabaseUrl: string;
  kafkaBroker: string;
  clickhouseUrl: string;
}): Promise<{ counts: WholeWayCounts; findings: WholeWayFindings }> {
  const journal = readActivityJournal(options.journalFile);
  const log = await readCapturedLog(options.captureDatabaseUrl);
  const topic = await readActivityTopic(options.kafkaBroker);
  const analytics = await readAnalytics(options.clickhouseUrl);
  const counts = {
    acknowledged: journal.acknowledged.size,
    unknown: journal.unknown.size,
    refused: journal.refused.size,
    log: log.activities.size,
    topicRecords: topic.records,
    topicDistinct: topic.ids.size,
    analytics: analytics.size,
  };
  return {
    counts,
    findings: {
      ...compareWithJournal(log, journal),
      repeatedInLog: log.repeated.slice(0, SHOWN_MAX),
      streamsWithHoles: log.streamsWithHoles,
      ...compareWithTopic(log, topic),
      ...compareWithAnalytics(log, analytics),
      answeredOtherwise: journal.answeredOtherwise.slice(0, SHOWN_MAX),
    },
  };
}

type Part<Key extends keyof WholeWayFindings> = Pick<WholeWayFindings, Key>;

/** The server's references are keyed, so what it never acknowledged is recognised by its content alone. */
function compareWithJournal(
  log: CapturedLog,
  journal: JournalledActivities,
): Part<'lostFromLog' | 'neverSent'> {
  const stored = new Map(
    [...log.activities.values()].map(({ activityRef, contentHash }) => [activityRef, contentHash]),
  );
  const possible = new Set(journal.unknown.values());
  return {
    lostFromLog: listWhere(journal.acknowledged, (ref, hash) => stored.get(ref) !== hash),
    neverSent: listWhere(stored, (ref, hash) => !journal.acknowledged.has(ref) && !possible.has(hash)),
  };
}

function compareWithTopic(
  log: CapturedLog,
  topic: TopicContents,
): Part<'missingInTopic' | 'foreignInTopic' | 'keysOutOfOrder'> {
  return {
    missingInTopic: listWhere(log.activities, (id) => !topic.ids.has(id)),
    foreignInTopic: [...topic.ids].filter((id) => !log.activities.has(id)).slice(0, SHOWN_MAX),
    keysOutOfOrder: topic.keysOutOfOrder,
  };
}

function compareWithAnalytics(
  log: CapturedLog,
  analytics: ReadonlyMap<string, string>,
): Part<'missingInAnalytics' | 'foreignInAnalytics'> {
  return {
    missingInAnalytics: listWhere(log.activities, (id, row) => analytics.get(id) !== row.contentHash),
    foreignInAnalytics: listWhere(analytics, (id) => !log.activities.has(id)),
  };
}

function listWhere<Value>(
  map: ReadonlyMap<string, Value>,
  isWrong: (key: string, value: Value) => boolean,
): string[] {
  const wrong: string[] = [];
  for (const [key, value] of map) {
    if (isWrong(key, value)) wrong.push(key);
    if (wrong.length === SHOWN_MAX) break;
  }
  return wrong;
}

type FactRow = readonly [
  id: string,
  source: string,
  community: string,
  act: string,
  kind: string,
  occurredMs: number,
  polarity: number,
  topics: string[],
];

/** Content hash by event id. */
async function readAnalytics(clickhouseUrl: string): Promise<Map<string, string>> {
  const rows = await askClickHouse<FactRow>(
    clickhouseUrl,
    `SELECT toString(event_id), source, community, act, kind, toUnixTimestamp64Milli(occurred_at), polarity, topics
     FROM activities FINAL`,
  );
  return new Map(rows.map((row) => [row[0], hashFact(row)]));
}

function hashFact([, source, community, act, kind, occurredMs, polarity, topics]: FactRow): string {
  const occurredAt = new Date(occurredMs).toISOString();
  // ClickHouse says 0 where there is none.
  const vote = polarity === 1 || polarity === -1 ? polarity : null;
  return hashContent({ source, community, act, kind, occurredAt, polarity: vote, topics });
}
