import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalyticsDatabase, type AnalyticsDatabase } from '../../../test/analytics-database.ts';
import { askHowever, askIndicator } from '../../../test/ask-indicator.ts';
import { createHistory } from '../../../test/history.ts';

let database: AnalyticsDatabase;
beforeAll(async () => {
  database = await createAnalyticsDatabase();
});
afterAll(async () => await database.drop());

const SPAN = { from: '2024-02-01', to: '2024-04-01', grain: 'month' } as const;

/** Ada contributed before the span, Bob only read before, Cyd begins in March. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  history.act({ by: 'ada', act: 'create', at: '2020-05-01T10:00:00Z' });
  history.act({ by: 'ada-at-work', act: 'create', at: '2024-02-03T10:00:00Z' });
  history.act({ by: 'bob', act: 'read', at: '2024-01-03T10:00:00Z' });
  history.act({ by: 'bob', act: 'answer', at: '2024-02-29T10:00:00Z' });
  history.act({ by: 'bob', act: 'answer', at: '2024-03-05T10:00:00Z' });
  history.act({ by: 'cyd', act: 'comment', at: '2024-03-05T10:00:00Z' });
  return history;
}

describe('E6 new contributors', () => {
  it('counts people whose first contribution ever lies in the window', async () => {
    const figures = await askIndicator(database, 'E6', tell('plain'), SPAN);
    // February: ada-at-work and bob, of two contributors; March: cyd, of two.
    expect(figures.map(({ value, n }) => [value, n])).toEqual([
      [2, 2],
      [1, 2],
    ]);
  });

  it('moves a newcomer into the past when an older identity turns out to be the same person', async () => {
    const history = tell('linked');
    history.link('ada', 'ada');
    history.link('ada', 'ada-at-work');
    const figures = await askIndicator(database, 'E6', history, SPAN);
    expect(figures.map(({ value, n }) => [value, n])).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('does not take what happened in another community for a first time', async () => {
    const history = createHistory({ tenant: 'elsewhere' });
    history.act({ by: 'ada', act: 'create', at: '2020-05-01T10:00:00Z', community: 'others' });
    history.act({ by: 'ada', act: 'create', at: '2024-02-03T10:00:00Z' });
    const figures = await askIndicator(database, 'E6', history, SPAN);
    expect(figures.map(({ value }) => value)).toEqual([1, 0]);
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'E6', tell('however'), SPAN);
    expect(however).toEqual(plain);
  });
});
