import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runImportPhase, type ImportPhase } from './import-phase.ts';
import { NO_COUNTS } from './import-outcome.ts';
import { openJournal, type ImportJournal } from './journal.ts';
import { computePace, formatSeconds, quietReporter } from './progress.ts';

const makeFile = (): string => join(mkdtempSync(join(tmpdir(), 'copse-journal-')), 'state', 'journal.json');
const open = (file: string): ImportJournal => openJournal(file, { what: 'a test' });

/** Rows 1 to 10, of which every fifth is left out; `sent` hears what was sent. */
function makePhase(
  sent: number[][],
  send: ImportPhase<number>['send'] = async (items) => count(items.length),
): ImportPhase<number> {
  return {
    name: 'rows',
    total: 10,
    batchItems: 3,
    maxInFlight: 2,
    rows: async function* () {
      for (let row = 1; row <= 10; row += 1) yield row % 5 === 0 ? null : row;
    },
    send: async (items) => {
      sent.push([...items]);
      return await send(items);
    },
  };
}
const count = (created: number) => ({ counts: { ...NO_COUNTS, created }, refusals: [] });

describe('a phase of an import', () => {
  it('sends every row once, in order, and counts those it left out', async () => {
    const sent: number[][] = [];
    const outcome = await runImportPhase(makePhase(sent), open(makeFile()), quietReporter);
    expect(sent).toEqual([
      [1, 2, 3],
      [4, 6, 7],
      [8, 9],
    ]);
    expect(outcome.counts).toEqual({ ...NO_COUNTS, created: 8, leftOut: 2 });
  });

  it('goes on behind the last batch whose fate was known when it was interrupted', async () => {
    const file = makeFile();
    const failing = makePhase([], async (items) => {
      if (items.includes(4)) throw new Error('the server went away');
      return count(items.length);
    });
    await expect(runImportPhase(failing, open(file), quietReporter)).rejects.toThrow('went away');
    const sent: number[][] = [];
    const journal = open(file);
    expect(journal.isResumed).toBe(true);
    const outcome = await runImportPhase(makePhase(sent), journal, quietReporter);
    expect(sent).toEqual([
      [4, 6, 7],
      [8, 9],
    ]);
    expect(outcome.counts).toEqual({ ...NO_COUNTS, created: 8, leftOut: 2 });
  });

  it('never records a later batch before an earlier one', async () => {
    const file = makeFile();
    let releaseFirst = (): void => {};
    const first = new Promise<void>((resolve) => {
      releaseFirst = resolve;
    });
    const rowsOnDisk: boolean[] = [];
    const phase = makePhase([], async (items) => {
      if (items.includes(1)) await first;
      else {
        rowsOnDisk.push(existsSync(file));
        releaseFirst();
      }
      return count(items.length);
    });
    await runImportPhase(phase, open(file), quietReporter);
    expect(rowsOnDisk[0]).toBe(false);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ phases: { rows: { rows: 10 } } });
  });
});

describe('a journal', () => {
  it('of another import, or of files that changed, counts for nothing', () => {
    const file = makeFile();
    openJournal(file, { bytes: 1 }).record('rows', { rows: 5, counts: NO_COUNTS, refusals: [] });
    expect(openJournal(file, { bytes: 1 }).progressOf('rows').rows).toBe(5);
    const other = openJournal(file, { bytes: 2 });
    expect(other.isResumed).toBe(false);
    expect(other.progressOf('rows').rows).toBe(0);
  });
});

describe('the pace', () => {
  it('counts only what this run did', () => {
    expect(computePace({ total: 100, first: 40, done: 60, elapsedMs: 2000 })).toEqual({
      ratePerSecond: 10,
      secondsLeft: 4,
    });
    expect(computePace({ total: 100, first: 40, done: 40, elapsedMs: 0 })).toEqual({
      ratePerSecond: 0,
      secondsLeft: null,
    });
  });

  it('is said in minutes and hours', () => {
    expect([0, 59, 61, 3661].map(formatSeconds)).toEqual(['0:00', '0:59', '1:01', '1:01:01']);
    expect(formatSeconds(null)).toBe('?');
  });
});
