// How far an import came: a small file, durable before the import goes on, so that the next run continues
// there. Rows sent after the last entry are sent again; the server counts them once.
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { NO_COUNTS, type ImportOutcome } from './import-outcome.ts';

/** What an import is: the same again continues, anything else begins anew. */
export type ImportIdentity = Readonly<Record<string, string | number>>;

/** A phase's progress. */
export interface PhaseProgress extends ImportOutcome {
  /** Rows of the phase, from its beginning, whose fate is known. */
  readonly rows: number;
}

export interface ImportJournal {
  readonly file: string;
  /** Whether an earlier run left progress that counts. */
  isResumed(): boolean;
  /**
   * Says which community this goes into, by the id its server gave it. Progress made in another counts for
   * nothing: the server behind an address may have been set up anew. Null where that is not known.
   */
  settleIn(communityId: string | null): void;
  progressOf(phase: string): PhaseProgress;
  record(phase: string, progress: PhaseProgress): void;
  /** The import is complete: nothing is left to continue. */
  remove(): void;
}

interface JournalContent {
  readonly version: 1;
  readonly identity: ImportIdentity;
  readonly communityId: string | null;
  readonly phases: Record<string, PhaseProgress>;
}

const VALUE_CHARACTERS_SHOWN = 200;
const FRESH: PhaseProgress = { rows: 0, counts: NO_COUNTS, refusals: [] };

/** A file of its own, or a folder where every import has one. */
export type JournalPlace = { readonly file: string } | { readonly folder: string };

/** Where journals stand unless a place is named: below the working directory. */
export const DEFAULT_JOURNAL_PLACE: JournalPlace = { folder: '.copse-import' };

/** Opens the journal. Throws UsageError for a file that is none, or is another import's: neither is written over. */
export function openJournal(place: JournalPlace, identity: ImportIdentity): ImportJournal {
  const file = 'file' in place ? place.file : join(place.folder, nameOf(identity));
  const known = readContent(file);
  if (known !== null) requireSame(file, known.identity, identity);
  let content: JournalContent = known ?? { version: 1, identity, communityId: null, phases: {} };
  return {
    file,
    isResumed: () => known !== null && content.phases === known.phases,
    settleIn(communityId) {
      const before = content.communityId;
      const isElsewhere = communityId !== null && before !== null && before !== communityId;
      content = { ...content, communityId: communityId ?? before, ...(isElsewhere ? { phases: {} } : {}) };
    },
    progressOf: (phase) => content.phases[phase] ?? FRESH,
    record(phase, progress) {
      content.phases[phase] = progress;
      writeDurably(file, JSON.stringify(content));
    },
    remove: () => rmSync(file, { force: true }),
  };
}

function nameOf(identity: ImportIdentity): string {
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16);
  return `${hash}.json`;
}

function readContent(file: string): JournalContent | null {
  if (!existsSync(file)) return null;
  const content = parseContent(readFileSync(file, 'utf8'));
  if (content !== null) return content;
  throw new UsageError(`${file} is no state file of an import; name another with --state`);
}

function parseContent(text: string): JournalContent | null {
  try {
    const content = JSON.parse(text) as Partial<JournalContent> | null;
    if (content?.version !== 1 || content.identity === undefined || content.phases === undefined) return null;
    return { ...(content as JournalContent), communityId: content.communityId ?? null };
  } catch {
    return null;
  }
}

function requireSame(file: string, known: ImportIdentity, asked: ImportIdentity): void {
  const names = [...new Set([...Object.keys(known), ...Object.keys(asked)])];
  const differences = names
    .filter((name) => known[name] !== asked[name])
    .map((name) => `${name} was ${describeValue(known[name])} and is ${describeValue(asked[name])}`);
  if (differences.length === 0) return;
  throw new UsageError(
    `${file} remembers how far another import came (${differences.join('; ')}); ` +
      'name another file with --state, or delete this one to begin anew',
  );
}

function describeValue(value: string | number | undefined): string {
  return String(value ?? 'not said').slice(0, VALUE_CHARACTERS_SHOWN);
}

function writeDurably(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
}
