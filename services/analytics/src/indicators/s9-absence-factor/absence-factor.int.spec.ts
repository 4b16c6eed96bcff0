import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalyticsDatabase, type AnalyticsDatabase } from '../../../test/analytics-database.ts';
import { askHowever, askIndicator } from '../../../test/ask-indicator.ts';
import { createHistory } from '../../../test/history.ts';

let database: AnalyticsDatabase;
beforeAll(async () => {
  database = await createAnalyticsDatabase();
});
afterAll(async () => await database.drop());

const SPAN = { from: '2024-03-01', to: '2024-05-01', grain: 'month' } as const;

/** March: 3, 2, 1, 1 of 7, so two people hold half. April: 2, 1, 1 of 4, so one holds exactly half. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  const give = (by: string, month: string, times: number): void => {
    for (let day = 1; day <= times; day += 1)
      history.act({ by, act: 'answer', at: `2024-${month}-0${day}T10:00:00Z` });
  };
  give('ada', '03', 3);
  give('bob', '03', 2);
  give('cyd', '03', 1);
  give('dee', '03', 1);
  give('ada', '04', 2);
  give('bob', '04', 1);
  give('cyd', '04', 1);
  return history;
}

describe('S9 absence factor', () => {
  it('is the fewest people who made half of the contributions', async () => {
    const figures = await askIndicator(database, 'S9', tell('plain'), SPAN);
    expect(figures.map(({ value, n }) => [value, n])).toEqual([
      [2, 4],
      [1, 3],
    ]);
  });

  it('is null, not 0, without a contribution', async () => {
    const [figure] = await askIndicator(database, 'S9', createHistory({ tenant: 'quiet' }), SPAN);
    expect(figure).toMatchObject({ value: null, n: 0, nullReason: 'no-contributions' });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'S9', tell('however'), SPAN);
    expect(however).toEqual(plain);
  });
});
