import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { runImportPhase, type ImportPhase } from './import-phase.ts';
import { NO_COUNTS } from './import-outcome.ts';
import { openJournal, type ImportJournal } from './journal.ts';
import { computePace, formatSeconds, quietReporter } from './progress.ts';

const makeFile = (): string => join(mkdtempSync(join(tmpdir(), 'copse-journal-')), 'state', 'journal.json');
const open = (file: string): ImportJournal => openJournal({ file }, { what: 'a test' });

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
    await expect(runImportPhase(failing, open(file), quietReporter)).rejects.toThrow(
      'the server went away\n3 of 10 rows of rows are in; once that is mended, the same command goes on there',
    );
    const sent: number[][] = [];
    const journal = open(file);
    expect(journal.isResumed()).toBe(true);
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
  const progress = { rows: 5, counts: NO_COUNTS, refusals: [] };

  it('of another import, or of files that changed, is refused with the difference and left as it is', () => {
    const file = makeFile();
    openJournal({ file }, { url: 'http://a', bytes: 1 }).record('rows', progress);
    const before = readFileSync(file, 'utf8');
    expect(() => openJournal({ file }, { url: 'http://b', bytes: 1 })).toThrow(UsageError);
    expect(() => openJournal({ file }, { url: 'http://b', bytes: 1 })).toThrow(
      /remembers how far another import came \(url was http:\/\/a and is http:\/\/b\); name another file with --state/,
    );
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(openJournal({ file }, { url: 'http://a', bytes: 1 }).progressOf('rows').rows).toBe(5);
  });

  it('is never written over a file that is none', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'copse-journal-')), 'data.csv');
    writeFileSync(file, 'id,act\n');
    expect(() => open(file)).toThrow(/data\.csv is no state file of an import; name another/);
    expect(readFileSync(file, 'utf8')).toBe('id,act\n');
  });

  it('counts for nothing once the server behind the address is another', () => {
    const file = makeFile();
    const first = open(file);
    first.settleIn('community-1');
    first.record('rows', progress);
    const same = open(file);
    same.settleIn('community-1');
    expect([same.isResumed(), same.progressOf('rows').rows]).toEqual([true, 5]);
    const other = open(file);
    other.settleIn('community-2');
    expect([other.isResumed(), other.progressOf('rows').rows]).toEqual([false, 0]);
  });

  it('has a name of its own for every import in a folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'copse-journal-'));
    openJournal({ folder }, { url: 'http://a' }).record('rows', progress);
    expect(openJournal({ folder }, { url: 'http://a' }).isResumed()).toBe(true);
    expect(openJournal({ folder }, { url: 'http://b' }).isResumed()).toBe(false);
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
