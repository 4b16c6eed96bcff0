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

/** January: ada, bob. February: ada, cyd. March: ada, bob, cyd. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  history.act({ by: 'ada', act: 'create', at: '2024-01-31T23:59:59Z' });
  history.act({ by: 'bob', act: 'attend', at: '2024-01-01T00:00:00Z' });
  history.act({ by: 'dee', act: 'create', at: '2023-12-31T23:59:59Z' });
  history.act({ by: 'ada', act: 'reply', at: '2024-02-01T00:00:00Z' });
  history.act({ by: 'cyd', act: 'reply', at: '2024-02-10T00:00:00Z' });
  history.act({ by: 'bob', act: 'read', at: '2024-02-10T00:00:00Z' });
  for (const by of ['ada', 'bob', 'cyd']) history.act({ by, act: 'reply', at: '2024-03-10T00:00:00Z' });
  return history;
}

describe('E10 period retention', () => {
  it('is who of the period before is active again, the first one reaching back before the span', async () => {
    const figures = await askIndicator(database, 'E10', tell('plain'), SPAN);
    expect(figures.map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('compares a window that the span cuts short with the whole period before', async () => {
    const figures = await askIndicator(database, 'E10', tell('partial'), {
      from: '2024-02-05',
      to: '2024-04-01',
      grain: 'month',
    });
    // From 5 February only cyd is active; March looks back on all of February.
    expect(figures.map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
      [0, 2],
      [2, 2],
    ]);
  });

  it('knows the window that begins with 1970', async () => {
    const history = createHistory({ tenant: 'epoch' });
    for (const at of ['1969-12-10T00:00:00Z', '1970-01-10T00:00:00Z', '1970-02-10T00:00:00Z'])
      history.act({ by: 'ada', act: 'create', at });
    history.act({ by: 'bob', act: 'create', at: '1969-12-11T00:00:00Z' });
    const figures = await askIndicator(database, 'E10', history, {
      from: '1970-01-01',
      to: '1970-03-01',
      grain: 'month',
    });
    expect(figures.map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
      [1, 2],
      [1, 1],
    ]);
  });

  it('takes a span without grain against as long a time before it', async () => {
    const [figure] = await askIndicator(database, 'E10', tell('whole'), {
      from: '2024-02-01',
      to: '2024-03-01',
    });
    // The 29 days before reach back to 3 January: only ada.
    expect(figure).toMatchObject({ numerator: 1, denominator: 1, value: 1 });
  });

  it('is null where nobody was active before', async () => {
    const history = createHistory({ tenant: 'first' });
    history.act({ by: 'ada', act: 'create', at: '2024-02-01T00:00:00Z' });
    const [figure] = await askIndicator(database, 'E10', history, SPAN);
    expect(figure).toMatchObject({ value: null, nullReason: 'nobody-active-before' });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'E10', tell('however'), SPAN);
    expect(however).toEqual(plain);
  });
});
