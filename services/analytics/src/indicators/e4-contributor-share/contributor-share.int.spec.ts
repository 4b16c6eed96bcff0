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

/** Of four members one contributes, one attends, one reads, one does nothing. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  for (const name of ['ada', 'bob', 'cyd', 'dee']) {
    history.link(name);
    history.join(name, '2024-01-01T00:00:00Z');
  }
  history.act({ by: 'ada', act: 'create', at: '2024-03-02T10:00:00Z' });
  history.act({ by: 'bob', act: 'attend', at: '2024-03-02T10:00:00Z' });
  history.act({ by: 'cyd', act: 'read', at: '2024-03-02T10:00:00Z' });
  history.act({ by: 'guest', act: 'answer', at: '2024-03-02T10:00:00Z' });
  return history;
}

describe('E4 contributor share', () => {
  it('is members who contributed in members who did anything, reading included', async () => {
    const [figure] = await askIndicator(database, 'E4', tell('plain'), MARCH);
    expect(figure).toMatchObject({ value: 1 / 3, numerator: 1, denominator: 3, n: 3 });
  });

  it('is null where no member did anything', async () => {
    const history = createHistory({ tenant: 'quiet' });
    history.act({ by: 'guest', act: 'answer', at: '2024-03-02T10:00:00Z' });
    const [figure] = await askIndicator(database, 'E4', history, MARCH);
    expect(figure).toMatchObject({ value: null, nullReason: 'no-member-events' });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'E4', tell('however'), { ...MARCH, grain: 'day' });
    expect(however).toEqual(plain);
  });
});
