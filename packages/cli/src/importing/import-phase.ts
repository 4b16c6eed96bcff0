// One phase of an import: rows in, batches out, a few under way, the journal written in the rows' order.
// Memory is bounded by the batches under way.
import { addCounts, addOutcomes, NO_COUNTS, type ImportOutcome } from './import-outcome.ts';
import { ImportStoppedError } from './import-stopped-error.ts';
import type { ImportJournal, PhaseProgress } from './journal.ts';
import type { ProgressReporter } from './progress.ts';

/** A phase: what it reads and how a batch of it is sent. */
export interface ImportPhase<Item> {
  readonly name: string;
  /** Rows it has, left-out ones included. */
  readonly total: number;
  readonly batchItems: number;
  readonly maxInFlight: number;
  /** Every row in a fixed order; null for one that is left out. */
  readonly rows: () => AsyncIterable<Item | null>;
  readonly send: (items: readonly Item[]) => Promise<ImportOutcome>;
}

interface Batch {
  /** Rows of the phase read once this batch was cut. */
  readonly rows: number;
  readonly outcome: Promise<ImportOutcome>;
}

/** Runs a phase from where the journal says it stopped; resolves with all of its outcome. */
export async function runImportPhase<Item>(
  phase: ImportPhase<Item>,
  journal: ImportJournal,
  reporter: ProgressReporter,
): Promise<ImportOutcome> {
  let progress: PhaseProgress = journal.progressOf(phase.name);
  const resumedAt = progress.rows;
  const meter = reporter.begin(phase.name, phase.total, resumedAt);
  const underWay: Batch[] = [];

  const settleFirst = async (): Promise<void> => {
    const batch = underWay.shift();
    if (batch === undefined) return;
    const outcome = addOutcomes(progress, await batch.outcome);
    progress = { rows: batch.rows, ...outcome };
    journal.record(phase.name, progress);
    meter.advanceTo(progress.rows);
  };

  try {
    for await (const cut of cutRows(phase, resumedAt)) {
      const outcome = phase.send(cut.items).then((sent) => ({
        counts: addCounts(sent.counts, { ...NO_COUNTS, leftOut: cut.leftOut }),
        refusals: sent.refusals,
      }));
      // A later batch may fail before an earlier one is awaited; its failure is met in its turn.
      outcome.catch(() => undefined);
      underWay.push({ rows: cut.rows, outcome });
      if (underWay.length >= phase.maxInFlight) await settleFirst();
    }
    while (underWay.length > 0) await settleFirst();
  } catch (error) {
    throw new ImportStoppedError(error, phase, progress.rows);
  } finally {
    await Promise.allSettled(underWay.map((batch) => batch.outcome));
    meter.end();
  }
  return progress;
}

/** Cuts rows behind `skip` into batches; rows that are left out belong to the batch they stand in. */
async function* cutRows<Item>(
  phase: ImportPhase<Item>,
  skip: number,
): AsyncGenerator<{ items: Item[]; leftOut: number; rows: number }> {
  let rows = 0;
  let items: Item[] = [];
  let leftOut = 0;
  for await (const item of phase.rows()) {
    rows += 1;
    if (rows <= skip) continue;
    if (item === null) leftOut += 1;
    else items.push(item);
    if (items.length >= phase.batchItems) {
      yield { items, leftOut, rows };
      items = [];
      leftOut = 0;
    }
  }
  if (items.length > 0 || leftOut > 0) yield { items, leftOut, rows };
}
