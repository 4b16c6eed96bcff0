// What a client was told, on disk before anybody acts on it: every activity as it is sent, then what the
// server answered. A system is held against this file, not against what a client remembers.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What a fact says in the log as well as in what was sent. */
export interface ActivityContent {
  readonly source: string;
  readonly community: string;
  readonly act: string;
  readonly kind?: string;
  readonly occurredAt: string;
  readonly polarity?: 1 | -1 | null;
  readonly topics?: readonly string[];
}

/** An activity as it was sent. */
export type SentActivity = ActivityContent & { readonly id: string };

/** The server's word on one activity. `httpStatus` is the one it would have had alone. */
export interface AnsweredActivity {
  readonly httpStatus: number;
  readonly activityRef?: string;
}

/** Writes down what is sent and what is answered. Both return once it is durable. */
export interface ActivityJournal {
  readonly file: string;
  recordSent(activities: readonly SentActivity[]): void;
  recordAnswers(activities: readonly SentActivity[], answers: readonly AnsweredActivity[]): void;
  close(): void;
}

/** What became of everything that was ever sent. */
export interface JournalledActivities {
  /** Content hash by the reference the server gave. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** Content hash by source and id, of what no answer was had for: it may be stored or not. */
  readonly unknown: ReadonlyMap<string, string>;
  /** Content hash by source and id, of what was answered with a refusal and never acknowledged. */
  readonly refused: ReadonlyMap<string, string>;
  /** Sources and ids that were answered with different references, or acknowledged with different contents. */
  readonly answeredOtherwise: readonly string[];
}

/** A hash of what the log and the sender both know; people and texts are sealed there. */
export function hashContent(content: ActivityContent): string {
  const { source, community, act, kind = 'other', occurredAt, polarity = null, topics = [] } = content;
  const parts = [source, community, act, kind, Date.parse(occurredAt), polarity, ...topics];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/** Opens a new journal; an old one in its place is written over. */
export function createActivityJournal(file: string): ActivityJournal {
  const descriptor = openSync(file, 'w');
  const append = (lines: readonly string[]): void => {
    writeSync(descriptor, lines.map((line) => `${line}\n`).join(''));
    fsyncSync(descriptor);
  };
  return {
    file,
    recordSent: (activities) =>
      append(activities.map((activity) => `U\t${nameOf(activity)}\t${hashContent(activity)}`)),
    recordAnswers: (activities, answers) =>
      append(
        answers.flatMap((answer, index) => {
          const activity = activities[index];
          const outcome = outcomeOf(answer.httpStatus);
          if (activity === undefined || outcome === 'U') return [];
          return [[outcome, nameOf(activity), hashContent(activity), answer.activityRef ?? ''].join('\t')];
        }),
      ),
    close: () => closeSync(descriptor),
  };
}

/** Reads a journal back. An acknowledgement stands whatever came after it. */
export function readActivityJournal(file: string): JournalledActivities {
  const acknowledged = new Map<string, string>();
  const refs = new Map<string, string>();
  const unknown = new Map<string, string>();
  const refused = new Map<string, string>();
  const answeredOtherwise = new Set<string>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [outcome, name = '', hash = '', ref = ''] = line.split('\t');
    if (outcome === 'U' && !refs.has(name)) unknown.set(name, hash);
    if (outcome === 'R' && !refs.has(name)) {
      unknown.delete(name);
      refused.set(name, hash);
    }
    if (outcome !== 'A') continue;
    unknown.delete(name);
    refused.delete(name);
    if ((refs.get(name) ?? ref) !== ref || (acknowledged.get(ref) ?? hash) !== hash)
      answeredOtherwise.add(name);
    refs.set(name, ref);
    acknowledged.set(ref, hash);
  }
  return { acknowledged, unknown, refused, answeredOtherwise: [...answeredOtherwise] };
}

/** Like the sender: 429 and 5xx leave it open whether it is stored. */
function outcomeOf(httpStatus: number): 'A' | 'R' | 'U' {
  if (httpStatus < 300) return 'A';
  return httpStatus === 429 || httpStatus >= 500 ? 'U' : 'R';
}

function nameOf(activity: SentActivity): string {
  return JSON.stringify([activity.source, activity.id]);
}
