import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalyticsDatabase, type AnalyticsDatabase } from '../../../test/analytics-database.ts';
import { askHowever, askIndicator } from '../../../test/ask-indicator.ts';
import { createHistory } from '../../../test/history.ts';

let database: AnalyticsDatabase;
beforeAll(async () => {
  database = await createAnalyticsDatabase();
});
afterAll(async () => await database.drop());

const SPAN = { from: '2024-01-01', to: '2024-03-01', grain: 'month' } as const;

/** Ada, Bob and Cyd join in January; Ada is active in February, Bob in March. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  for (const name of ['ada', 'bob', 'cyd']) {
    history.link(name);
    history.join(name, '2024-01-15T00:00:00Z');
  }
  history.act({ by: 'cyd', act: 'create', at: '2024-01-20T10:00:00Z' });
  history.act({ by: 'ada', act: 'attend', at: '2024-02-29T23:59:59Z' });
  history.act({ by: 'bob', act: 'answer', at: '2024-03-01T00:00:00Z' });
  history.act({ by: 'cyd', act: 'read', at: '2024-02-10T10:00:00Z' });
  return history;
}

describe('E9 cohort retention', () => {
  it('is who joined in a period and was active in the next', async () => {
    const figures = await askIndicator(database, 'E9', tell('plain'), SPAN);
    expect(figures[0]).toMatchObject({ value: 1 / 3, numerator: 1, denominator: 3 });
    expect(figures[1]).toMatchObject({ value: null, nullReason: 'no-joiners' });
  });

  it('looks k periods ahead, also past the span', async () => {
    const [january] = await askIndicator(database, 'E9', tell('two'), { ...SPAN, k: 2 });
    expect(january).toMatchObject({ numerator: 1, denominator: 3 });
    const [later] = await askIndicator(database, 'E9', tell('three'), { ...SPAN, k: 3 });
    expect(later).toMatchObject({ numerator: 0, denominator: 3 });
  });

  it('waits until the later period is over', async () => {
    const early = await askIndicator(database, 'E9', tell('early'), {
      ...SPAN,
      dataAsOf: '2024-02-29T23:59:59.999Z',
    });
    expect(early[0]).toMatchObject({ value: null, nullReason: 'not-matured', n: 3 });
    const due = await askIndicator(database, 'E9', tell('due'), {
      ...SPAN,
      dataAsOf: '2024-03-01T00:00:00.000Z',
    });
    expect(due[0]).toMatchObject({ numerator: 1, denominator: 3 });
    const unknown = await askIndicator(database, 'E9', tell('unknown'), { ...SPAN, dataAsOf: null });
    expect(unknown[0]).toMatchObject({ value: null, nullReason: 'no-watermark' });
  });

  it('counts who returns as joining again, but not who joins while a member', async () => {
    const history = createHistory({ tenant: 'return' });
    history.join('ada', '2023-01-01T00:00:00Z');
    history.leave('ada', '2023-02-01T00:00:00Z');
    history.join('ada', '2024-01-01T00:00:00Z');
    history.join('bob', '2023-01-01T00:00:00Z');
    history.join('bob', '2024-01-02T00:00:00Z');
    expect((await askIndicator(database, 'E9', history, SPAN))[0]).toMatchObject({ n: 1 });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'E9', tell('however'), SPAN);
    expect(however).toEqual(plain);
  });
});
