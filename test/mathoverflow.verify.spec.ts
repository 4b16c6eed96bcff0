// sx-mathoverflow whole, through REST: distributed while every part is killed three times in the middle of it,
// and standalone in peace. Both give the published figures, and a second import changes none.
import { join } from 'node:path';
import { findReferenceData } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCopse } from './harness/copse-command.ts';
import { ACTIVITY_PARTS, planFaults } from './harness/fault-schedule.ts';
import { readFigure, readFigures, readHealth, type FiguresAddress } from './harness/figures.ts';
import {
  startJournalledSystem,
  type ImportReport,
  type JournalledSystem,
} from './harness/journalled-system.ts';
import { makeDataFolder, startServer, type StandaloneServer } from './harness/standalone-server.ts';
import { NOTHING_WRONG } from './harness/whole-way-oracle.ts';

const data = findReferenceData('sx-mathoverflow') ?? '';
const mappings = join(import.meta.dirname, '../packages/cli/mappings');
const COMMUNITY = 'mathoverflow';
/** Published by SNAP: rows of each file. */
const ROWS = { a2q: 107_581, c2q: 203_639, c2a: 195_330 } as const;
const ACTIVITIES = 506_550;
const PARTS = ['a2q', 'c2q', 'c2a'] as const;
const SPAN = { from: '2009-01-01', to: '2017-01-01' };
const KILLS_EACH = 3;

function importArguments(part: (typeof PARTS)[number]): readonly string[] {
  const mapping = join(mappings, `sx-mathoverflow-${part}.yaml`);
  return ['csv', join(data, `sx-mathoverflow-${part}.txt.gz`), '--mapping', mapping];
}

/** Imports all three files; every row becomes what is expected of it. */
async function importAll(
  run: (...args: readonly string[]) => Promise<ImportReport>,
  expected: 'created' | 'same' | 'either',
): Promise<void> {
  for (const part of PARTS) {
    const { total, seconds, dataAsOf } = await run(...importArguments(part));
    console.log(`${part}: ${ROWS[part]} rows in ${seconds} s, ${Math.round(ROWS[part] / seconds)}/s`);
    expect(dataAsOf).not.toBeNull();
    expect(total).toMatchObject({ conflict: 0, refused: 0 });
    // Where an answer was lost, what was stored the first time is known the second.
    expect(expected === 'either' ? total.created + total.same : total[expected]).toBe(ROWS[part]);
  }
}

/** SNAP, KONECT and SuiteSparse, as expected.json has them. */
async function expectPublishedFigures(address: FiguresAddress): Promise<void> {
  const read = async (slug: string) => await readFigure(address, COMMUNITY, slug, SPAN);
  expect(await readHealth(address)).toMatchObject({
    counts: { activities: ACTIVITIES, communities: 1 },
    deadLetters: { total: 0 },
  });
  expect(await read('E1')).toMatchObject({ n: ACTIVITIES });
  expect(await read('S1')).toMatchObject({ n: 24_818, numerator: 227_991, denominator: 24_818 * 24_817 });
  const reciprocity = await read('S2');
  expect(reciprocity.denominator).toBe(227_991);
  expect((100 * (reciprocity.value ?? 0)).toFixed(1)).toBe('35.1');
  expect(await read('S3')).toMatchObject({ numerator: 24_668, denominator: 24_818 });
}

describe.skipIf(data === '')('sx-mathoverflow in the distributed installation, under kill -9', () => {
  let system: JournalledSystem;
  beforeAll(async () => {
    system = await startJournalledSystem();
  });
  afterAll(async () => await system.stop());

  it('is counted once and whole while every part is killed three times', async () => {
    const plan = planFaults(ACTIVITY_PARTS, KILLS_EACH, { begin: 0, end: ACTIVITIES });
    const faults = await system.killDuring([{ during: 'activities', plan }], 0, async () => {
      await importAll(system.runImport, 'either');
    });
    console.log(faults.map((fault) => `${fault.target}@${fault.atProgress}`).join(' '));
    expect(faults.map((fault) => fault.target)).toEqual(plan.map((fault) => fault.target));
    await expectNothingWrong();
  });

  it('gives the published figures', async () => {
    await expectPublishedFigures(system.distributed);
    const acts = await system.askClickHouse<[string, number]>(
      'SELECT act, count() FROM activities FINAL GROUP BY act',
    );
    expect(Object.fromEntries(acts)).toEqual({ answer: 107_581, comment: 203_639 + 195_330 });
    const [counts] = await system.askClickHouse<[edges: number, people: number]>(`
      SELECT uniqExact(actor, target_author), uniqExact(arrayJoin([actor, target_author]))
      FROM activities FINAL`);
    expect(counts).toEqual([239_978, 24_818]);
    expect((await measureGiniOfDegree()).toFixed(6)).toBe('0.854886');
  });

  it('changes no count and no figure when it is imported again', async () => {
    const before = await readFigures(system.distributed, COMMUNITY, SPAN);
    await importAll(system.runImport, 'same');
    await expectNothingWrong();
    expect(await readFigures(system.distributed, COMMUNITY, SPAN)).toEqual(before);
  });

  async function expectNothingWrong(): Promise<void> {
    const { counts, findings } = await system.examine();
    console.log(JSON.stringify(counts));
    expect(findings).toEqual(NOTHING_WRONG);
    expect(counts).toMatchObject({ acknowledged: ACTIVITIES, unknown: 0, refused: 0, log: ACTIVITIES });
  }

  /** KONECT's: interactions made and received, loops counted twice; Σ(2i−n−1)·x over n·Σx. */
  async function measureGiniOfDegree(): Promise<number> {
    const [row] = await system.askClickHouse<[gini: number]>(`
      SELECT sum((2 * toInt64(place) - toInt64(people) - 1) * toInt64(degree)) / (any(people) * sum(degree))
      FROM (
        SELECT degree, row_number() OVER (ORDER BY degree) AS place, count() OVER () AS people
        FROM (
          SELECT arrayJoin([actor, target_author]) AS person, count() AS degree FROM activities FINAL GROUP BY person
        )
      )`);
    return row?.[0] ?? Number.NaN;
  }
});

describe.skipIf(data === '')('sx-mathoverflow in standalone', () => {
  let server: StandaloneServer;
  beforeAll(async () => {
    server = await startServer(makeDataFolder());
  });
  afterAll(async () => void (await server.stop()));

  const runImport = async (...args: readonly string[]): Promise<ImportReport> => {
    const command = runCopse(
      ['import', ...args, '--state', `${server.folder}-import`, '--wait', '300', '--json'],
      server.env,
    );
    expect(await command.exited, command.stderr()).toBe(0);
    return JSON.parse(command.stdout()) as ImportReport;
  };

  it('gives the published figures, and the same after a second import', async () => {
    await importAll(runImport, 'created');
    await expectPublishedFigures(server);
    const before = await readFigures(server, COMMUNITY, SPAN);
    await importAll(runImport, 'same');
    await expectPublishedFigures(server);
    expect(await readFigures(server, COMMUNITY, SPAN)).toEqual(before);
  });
});
