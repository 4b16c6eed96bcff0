import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PublicEvent } from '@copse/contracts';
import { createAnalyticsDatabase, type AnalyticsDatabase } from '../../test/analytics-database.ts';
import { foldIndicators, type FoldedFigures } from '../../test/indicator-fold.ts';
import { arbitraryQuestion, type RandomQuestion } from '../../test/random-history.ts';
import { INDICATORS } from './catalogue.ts';
import { cutWindows, parseLocalDate } from './windows.ts';

let database: AnalyticsDatabase;
beforeAll(async () => {
  database = await createAnalyticsDatabase();
});
afterAll(async () => await database.drop());

const nextTenant = (): string => `t${randomBytes(6).toString('hex')}`;
const runs = Number(process.env['COPSE_HISTORIES'] ?? 30);

describe('every indicator', () => {
  it('agrees with a fold over the raw events, on random histories', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryQuestion(nextTenant), async (question) => {
        await database.take(question.history.events);
        expect(await ask(question, question.history.tenant)).toEqual(foldOf(question));
      }),
      { numRuns: runs },
    );
  });

  it('does not change under duplication, permutation and batch split', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryQuestion(nextTenant),
        fc.infiniteStream(fc.nat(1000)),
        async (question, seeds) => {
          const order = (): number => seeds.next().value ?? 0;
          const { events } = question.history;
          await database.take(events);
          const plain = await ask(question, question.history.tenant);
          const other = nextTenant();
          const moved = events.map((event): PublicEvent => ({ ...event, tenantid: other }));
          const shuffled = [...moved, ...moved.filter(() => order() % 3 === 0)]
            .map((event) => ({ event, key: order() }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ event }) => event);
          const cut = Math.floor((shuffled.length * order()) / 1000);
          await database.take(shuffled.slice(0, cut));
          await database.take(shuffled.slice(cut));
          expect(await ask(question, other)).toEqual(plain);
        },
      ),
      { numRuns: Math.ceil(runs / 3) },
    );
  });
});

function spanOf({ from, days, history }: RandomQuestion): { fromMs: number; toMs: number } {
  const to = new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);
  return { fromMs: parseLocalDate(from, history.timeZone), toMs: parseLocalDate(to, history.timeZone) };
}

async function ask(question: RandomQuestion, tenant: string): Promise<FoldedFigures> {
  const { history, grain, dataAsOf, retentionPeriods } = question;
  const plan = cutWindows({ ...spanOf(question), grain, timeZone: history.timeZone, maxWindows: 400 });
  const figures = await Promise.all(
    INDICATORS.map(async (indicator) => [
      indicator.id,
      await indicator.evaluate({
        reader: database.reader,
        community: { tenant, key: history.community },
        plan,
        framework: history.framework,
        dataAsOfMs: dataAsOf === null ? null : Date.parse(dataAsOf),
        retentionPeriods,
      }),
    ]),
  );
  return Object.fromEntries(figures);
}

function foldOf(question: RandomQuestion): FoldedFigures {
  const { history, grain, dataAsOf, retentionPeriods } = question;
  return foldIndicators(history.events, {
    tenant: history.tenant,
    community: history.community,
    span: spanOf(question),
    grain,
    timeZone: history.timeZone,
    framework: history.framework,
    dataAsOfMs: dataAsOf === null ? null : Date.parse(dataAsOf),
    retentionPeriods,
  });
}
