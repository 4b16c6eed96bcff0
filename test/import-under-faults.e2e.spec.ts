// A real dump is imported into the distributed installation while every part of it is killed three times, each
// time while requests are open. No acknowledged activity is lost, none is counted twice, and no figure
// differs after a second import in peace.
import { findReferenceData } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIVITY_PARTS, PEOPLE_PARTS, planFaults } from './harness/fault-schedule.ts';
import { readFigures, readHealth } from './harness/figures.ts';
import { startJournalledSystem, type JournalledSystem } from './harness/journalled-system.ts';
import { readStackExchangeTruth } from './harness/stack-exchange-truth.ts';
import { NOTHING_WRONG } from './harness/whole-way-oracle.ts';

const dump = findReferenceData('stackexchange-quantumcomputing-2018') ?? '';
const COMMUNITY = 'quantum-computing';
const SPAN = { from: '2018-03-01T00:00:00Z', to: '2018-10-01T00:00:00Z', grain: 'month' };
const KILLS_EACH = 3;
/** Small batches, each kept for a moment: 16,560 activities are then under way for half a minute. */
const ROWS_PER_BATCH = '100';
const BATCH_DELAY_MS = 400;
/** Rows go on coming in while an engine restarts; the last fault must still meet some. */
const LAST_FAULT_AT = 0.85;
/** expected.json: two posts a tag, its excerpt and its wiki (post types 4 and 5). */
const TAG_WIKIS = 157 + 157;
let system: JournalledSystem;

describe.skipIf(dump === '')('an import of stackexchange-quantumcomputing-2018 under kill -9', () => {
  beforeAll(async () => {
    system = await startJournalledSystem();
  });
  afterAll(async () => await system.stop());

  const importDump = async () =>
    await system.runImport('stackexchange', dump, '--community', COMMUNITY, '--batch', ROWS_PER_BATCH);

  it('loses nothing, doubles nothing, and gives the same figures again after a second import', async () => {
    const truth = readStackExchangeTruth(dump);
    const activities =
      truth.questions + truth.answers + truth.comments + truth.votes + truth.accepts + TAG_WIKIS;
    const peopleFaults = planFaults(PEOPLE_PARTS, 1, { begin: 0, end: 2 * truth.people });
    const activityFaults = planFaults(ACTIVITY_PARTS, KILLS_EACH, {
      begin: 0,
      end: LAST_FAULT_AT * activities,
    });
    const faults = await system.killDuring(
      [
        { during: 'people', plan: peopleFaults },
        { during: 'activities', plan: activityFaults },
      ],
      BATCH_DELAY_MS,
      async () => {
        const report = await importDump();
        expect(report).toMatchObject({ total: { conflict: 0, refused: 0 }, resumed: false });
        expect(report.dataAsOf).not.toBeNull();
      },
    );
    console.log(faults.map((fault) => `${fault.target}@${fault.atProgress}`).join(' '));
    expect(faults.map((fault) => fault.target)).toEqual(
      [...peopleFaults, ...activityFaults].map((fault) => fault.target),
    );

    const { counts, findings } = await system.examine();
    expect(findings).toEqual(NOTHING_WRONG);
    expect(counts).toMatchObject({ acknowledged: activities, unknown: 0, refused: 0, log: activities });
    expect(await readHealth(system.distributed)).toMatchObject({
      counts: { activities, communities: 1, people: truth.people },
      deadLetters: { total: 0 },
    });
    await expectPublishedCounts();
    const figures = await readFigures(system.distributed, COMMUNITY, SPAN);

    expect(await importDump()).toMatchObject({
      total: { same: activities, conflict: 0, refused: 0 },
    });
    const again = await system.examine();
    expect(again.findings).toEqual(NOTHING_WRONG);
    expect(again.counts).toMatchObject({ acknowledged: activities, log: activities });
    expect(await readFigures(system.distributed, COMMUNITY, SPAN)).toEqual(figures);
  });

  /** What expected.json has of the site's own aggregates, counted in the facts. */
  async function expectPublishedCounts(): Promise<void> {
    const acts = await system.askClickHouse<[act: string, count: number]>(
      'SELECT act, count() FROM activities FINAL GROUP BY act',
    );
    expect(Object.fromEntries(acts)).toEqual({
      ask: 612,
      answer: 1060,
      comment: 3413,
      vote: 10_103 + 668,
      accept: 390,
      document: TAG_WIKIS,
    });
    const edges = await system.askClickHouse<[act: string, on: string, count: number]>(`
      SELECT replies.act, targets.act, count()
      FROM (SELECT * FROM activities FINAL WHERE act IN ('answer', 'comment')) AS replies
      INNER JOIN (SELECT * FROM activities FINAL) AS targets ON targets.activity_ref = replies.target_ref
      WHERE isNotNull(replies.actor) AND isNotNull(replies.target_author) AND targets.act IN ('ask', 'answer')
      GROUP BY replies.act, targets.act
      ORDER BY replies.act, targets.act`);
    expect(edges).toEqual([
      ['answer', 'ask', 1056],
      ['comment', 'answer', 1956],
      ['comment', 'ask', 1450],
    ]);
  }
});
