// How far an import came: a small file, durable before the import goes on, so that the next run continues
// there. Rows sent after the last entry are sent again; the server counts them once.
import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
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
  /** Whether an earlier run left progress. */
  readonly isResumed: boolean;
  progressOf(phase: string): PhaseProgress;
  record(phase: string, progress: PhaseProgress): void;
  /** The import is complete: nothing is left to continue. */
  remove(): void;
}

interface JournalContent {
  readonly version: 1;
  readonly identity: ImportIdentity;
  readonly phases: Record<string, PhaseProgress>;
}

const FRESH: PhaseProgress = { rows: 0, counts: NO_COUNTS, refusals: [] };

/** Where the journal of an import stands unless a file is named: below the working directory. */
export function defaultJournalFile(identity: ImportIdentity): string {
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16);
  return join('.copse-import', `${hash}.json`);
}

/** Opens the journal; one of another import, or of files that changed since, counts as none. */
export function openJournal(file: string, identity: ImportIdentity): ImportJournal {
  const known = readContent(file);
  const isResumed = known !== null && JSON.stringify(known.identity) === JSON.stringify(identity);
  const content: JournalContent = isResumed ? known : { version: 1, identity, phases: {} };
  return {
    file,
    isResumed,
    progressOf: (phase) => content.phases[phase] ?? FRESH,
    record(phase, progress) {
      content.phases[phase] = progress;
      writeDurably(file, JSON.stringify(content));
    },
    remove: () => rmSync(file, { force: true }),
  };
}

function readContent(file: string): JournalContent | null {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as Partial<JournalContent>;
    return content.version === 1 && content.identity !== undefined && content.phases !== undefined
      ? (content as JournalContent)
      : null;
  } catch {
    return null;
  }
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
