// An import from its first phase to figures that hold it: phases in order, each resumable, then the wait.
import type { CopseClient } from '@copse/client';
import { awaitFigures } from './await-figures.ts';
import { addCounts, NO_COUNTS, type ImportCounts, type Refusal } from './import-outcome.ts';
import { runImportPhase, type ImportPhase } from './import-phase.ts';
import type { ImportJournal } from './journal.ts';
import type { ProgressReporter } from './progress.ts';

/** What an import did. */
export interface ImportReport {
  readonly phases: Readonly<Record<string, ImportCounts>>;
  readonly total: ImportCounts;
  /** At most a thousand; all are counted. */
  readonly refusals: readonly Refusal[];
  readonly resumed: boolean;
  readonly seconds: number;
  /** Of the figures, once they hold the import; null when nobody waited, or not long enough. */
  readonly dataAsOf: string | null;
}

export interface RunImportOptions {
  readonly client: Pick<CopseClient, 'readDataHealth'>;
  readonly journal: ImportJournal;
  readonly reporter: ProgressReporter;
  /** Gives the id of the community everything goes into; null where that is not known. */
  readonly prepare: () => Promise<string | null>;
  /** A phase's items are its own business; nothing outside looks at them. */
  readonly phases: readonly ImportPhaseRun[];
  /** 0: do not wait. */
  readonly waitMs: number;
}

/** A phase bound to what it needs but the journal. */
export type ImportPhaseRun = {
  readonly name: string;
  run(journal: ImportJournal, reporter: ProgressReporter): ReturnType<typeof runImportPhase>;
};

/** Binds a phase, forgetting what its items are. */
export function bindPhase<Item>(phase: ImportPhase<Item>): ImportPhaseRun {
  return {
    name: phase.name,
    run: async (journal, reporter) => await runImportPhase(phase, journal, reporter),
  };
}

/** Runs an import. Rejects when the server stays away; the journal then stands for the next run. */
export async function runImport(options: RunImportOptions): Promise<ImportReport> {
  const startedMs = Date.now();
  const phases: Record<string, ImportCounts> = {};
  const refusals: Refusal[] = [];
  let total = NO_COUNTS;
  options.journal.settleIn(await options.prepare());
  const resumed = options.journal.isResumed();
  for (const phase of options.phases) {
    const outcome = await phase.run(options.journal, options.reporter);
    phases[phase.name] = outcome.counts;
    total = addCounts(total, outcome.counts);
    refusals.push(...outcome.refusals);
  }
  const seconds = (Date.now() - startedMs) / 1000;
  const dataAsOf = options.waitMs === 0 ? null : await awaitFigures(options.client, options.waitMs);
  options.journal.remove();
  return { phases, total, refusals, resumed, seconds, dataAsOf };
}
