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

/** Opened on 2 March: answered in time (exactly 7 d), answered too late, only by the asker. On 30 March: never. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  const ask = (ref: string, at: string): void =>
    history.act({ ref, by: 'ada', act: 'ask', kind: 'request-for-information', at });
  ask('in-time', '2024-03-02T10:00:00.000Z');
  history.act({ by: 'bob', act: 'answer', to: 'in-time', at: '2024-03-09T10:00:00.000Z' });
  ask('late', '2024-03-02T10:00:00.000Z');
  history.act({ by: 'bob', act: 'answer', to: 'late', at: '2024-03-09T10:00:00.001Z' });
  ask('own', '2024-03-02T10:00:00.000Z');
  history.act({ by: 'ada', act: 'answer', to: 'own', at: '2024-03-03T10:00:00.000Z' });
  ask('fresh', '2024-03-30T10:00:00.000Z');
  return history;
}

describe('R2 unanswered rate', () => {
  it('is matured needs without another human’s reply within 7 days', async () => {
    const [figure] = await askIndicator(database, 'R2', tell('plain'), MARCH);
    expect(figure).toMatchObject({ value: 3 / 4, numerator: 3, denominator: 4, n: 4 });
  });

  it('judges at dataAsOf what is not seven days old then', async () => {
    const [early] = await askIndicator(database, 'R2', tell('early'), {
      ...MARCH,
      dataAsOf: '2024-04-06T09:59:59.999Z',
    });
    expect(early).toMatchObject({ numerator: 2, denominator: 3 });
    const [due] = await askIndicator(database, 'R2', tell('due'), {
      ...MARCH,
      dataAsOf: '2024-04-06T10:00:00.000Z',
    });
    expect(due).toMatchObject({ numerator: 3, denominator: 4 });
  });

  it('says why there is none', async () => {
    const [young] = await askIndicator(database, 'R2', tell('young'), {
      ...MARCH,
      dataAsOf: '2024-03-05T00:00:00.000Z',
    });
    expect(young).toMatchObject({ value: null, nullReason: 'no-matured-needs' });
    const [unknown] = await askIndicator(database, 'R2', tell('unknown'), { ...MARCH, dataAsOf: null });
    expect(unknown).toMatchObject({ value: null, nullReason: 'no-watermark' });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'R2', tell('however'), { ...MARCH, grain: 'week' });
    expect(however).toEqual(plain);
  });
});
