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

/** ada→bob, cyd→bob make a component of three; dee→eve one of two; fay is a silent member: 3 of 6. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  history.join('fay', '2024-01-01T00:00:00Z');
  history.act({ by: 'ada', act: 'reply', author: 'bob', at: '2024-03-02T10:00:00Z' });
  history.act({ by: 'cyd', act: 'thank', author: 'bob', at: '2024-03-03T10:00:00Z' });
  history.act({ by: 'dee', act: 'reply', author: 'eve', at: '2024-03-04T10:00:00Z' });
  return history;
}

describe('S3 giant component', () => {
  it('is the share of the largest weak component, isolates counted', async () => {
    const [figure] = await askIndicator(database, 'S3', tell('plain'), MARCH);
    expect(figure).toMatchObject({ value: 0.5, numerator: 3, denominator: 6, n: 6 });
  });

  it('is one person of all where nobody is tied, and null where there is nobody', async () => {
    const history = createHistory({ tenant: 'isolates' });
    for (const name of ['ada', 'bob']) history.join(name, '2024-01-01T00:00:00Z');
    const [figure] = await askIndicator(database, 'S3', history, MARCH);
    expect(figure).toMatchObject({ value: 0.5, numerator: 1, denominator: 2 });
    const [nobody] = await askIndicator(database, 'S3', createHistory({ tenant: 'nobody' }), MARCH);
    expect(nobody).toMatchObject({ value: null, nullReason: 'no-people' });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'S3', tell('however'), { ...MARCH, grain: 'day' });
    expect(however).toEqual(plain);
  });
});
