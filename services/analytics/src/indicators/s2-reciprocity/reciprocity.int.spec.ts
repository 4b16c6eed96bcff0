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

/** March: ada⇄bob, cyd→ada. April: bob→ada alone. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  history.act({ by: 'ada', act: 'reply', author: 'bob', at: '2024-03-02T10:00:00Z' });
  history.act({ by: 'bob', act: 'thank', author: 'ada', at: '2024-03-03T10:00:00Z' });
  history.act({ by: 'bob', act: 'reply', author: 'ada', at: '2024-03-04T10:00:00Z' });
  history.act({ by: 'cyd', act: 'ask', mentions: ['ada'], at: '2024-03-05T10:00:00Z' });
  history.act({ by: 'bob', act: 'reply', author: 'ada', at: '2024-04-04T10:00:00Z' });
  return history;
}

describe('S2 reciprocity', () => {
  it('is the share of ties whose reverse is in the same window', async () => {
    const figures = await askIndicator(database, 'S2', tell('plain'), SPAN);
    expect(figures[0]).toMatchObject({ value: 2 / 3, numerator: 2, denominator: 3, n: 3 });
    expect(figures[1]).toMatchObject({ value: 0, numerator: 0, denominator: 1, n: 2 });
  });

  it('is null without a tie', async () => {
    const [figure] = await askIndicator(database, 'S2', createHistory({ tenant: 'quiet' }), SPAN);
    expect(figure).toMatchObject({ value: null, nullReason: 'no-ties' });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'S2', tell('however'), SPAN);
    expect(however).toEqual(plain);
  });
});
