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

/** Contributions: ada 5 (two identities), bob 2, cyd 1; dee only votes. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  history.link('ada', 'ada');
  history.link('ada', 'ada-at-work');
  const give = (by: string, times: number): void => {
    for (let day = 1; day <= times; day += 1)
      history.act({ by, act: 'create', at: `2024-03-0${day}T10:00:00Z` });
  };
  give('ada', 3);
  give('ada-at-work', 2);
  give('bob', 2);
  give('cyd', 1);
  history.act({ by: 'dee', act: 'vote', at: '2024-03-05T10:00:00Z' });
  return history;
}

describe('S8 contribution Gini', () => {
  it('follows the formula over those who contributed', async () => {
    // x = 1, 2, 5: Σ|x_i−x_j| / (2n²x̄) = 16/48; as integers Σ(2i−4)x_i = −2+0+10 = 8 in 3·8 = 24.
    const [figure] = await askIndicator(database, 'S8', tell('plain'), MARCH);
    expect(figure).toMatchObject({ value: 1 / 3, numerator: 8, denominator: 24, n: 3 });
  });

  it('is null without a contribution and 0 for one person', async () => {
    const [none] = await askIndicator(database, 'S8', createHistory({ tenant: 'quiet' }), MARCH);
    expect(none).toMatchObject({ value: null, nullReason: 'no-contributions' });
    const history = createHistory({ tenant: 'alone' });
    history.act({ by: 'ada', act: 'create', at: '2024-03-05T10:00:00Z' });
    expect((await askIndicator(database, 'S8', history, MARCH))[0]).toMatchObject({ value: 0, n: 1 });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'S8', tell('however'), { ...MARCH, grain: 'day' });
    expect(however).toEqual(plain);
  });
});
