import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalyticsDatabase, type AnalyticsDatabase } from '../../../test/analytics-database.ts';
import { askHowever, askIndicator } from '../../../test/ask-indicator.ts';
import { createHistory } from '../../../test/history.ts';

let database: AnalyticsDatabase;
beforeAll(async () => {
  database = await createAnalyticsDatabase();
});
afterAll(async () => await database.drop());

const MARCH = { from: '2024-03-01', to: '2024-04-01' };

/** A submitted story at immediate and potential, a published one at potential and, in April, applied; a draft at realized. */
function tell(tenant: string, framework: '2011' | '2014' | '2020' = '2020') {
  const history = createHistory({ tenant, framework });
  const at = '2024-03-02T10:00:00.000Z';
  history.tell({ id: `${tenant}/a`, framework, status: 'drafted', steps: [{ cycle: 'realized', at }] });
  history.tell({
    id: `${tenant}/a`,
    framework,
    status: 'submitted',
    steps: [
      { cycle: 'immediate', at },
      { cycle: 'potential', at, sign: 'negative' },
    ],
  });
  history.tell({
    id: `${tenant}/b`,
    framework,
    status: 'published',
    steps: [
      { cycle: 'potential', at },
      { cycle: 'applied', at: '2024-04-01T00:00:00.000Z' },
    ],
  });
  history.tell({ id: `${tenant}/c`, framework, status: 'drafted', steps: [{ cycle: 'realized', at }] });
  return history;
}

describe('V1 cycle coverage', () => {
  it.each([
    ['2011', 5],
    ['2014', 7],
    ['2020', 8],
  ] as const)('is cycles with a told step in those of version %s', async (framework, cycles) => {
    const [figure] = await askIndicator(database, 'V1', tell(`v${framework}`, framework), MARCH);
    expect(figure).toMatchObject({ value: 2 / cycles, numerator: 2, denominator: cycles, n: 3 });
  });

  it('puts a step without a time where its story was recorded', async () => {
    const history = createHistory({ tenant: 'untimed' });
    history.tell({
      id: 'untimed',
      framework: '2020',
      status: 'submitted',
      recordedAt: '2024-03-31T23:00:00.000Z',
      steps: [{ cycle: 'strategic' }],
    });
    const figures = await askIndicator(database, 'V1', history, {
      from: '2024-03-01',
      to: '2024-05-01',
      grain: 'month',
    });
    expect(figures.map(({ numerator }) => numerator)).toEqual([1, 0]);
  });

  it('is 0 where nothing was told', async () => {
    const [figure] = await askIndicator(database, 'V1', createHistory({ tenant: 'quiet' }), MARCH);
    expect(figure).toMatchObject({ value: 0, numerator: 0, denominator: 8, n: 0 });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'V1', tell('however'), { ...MARCH, grain: 'week' });
    expect(however).toEqual(plain);
  });
});
