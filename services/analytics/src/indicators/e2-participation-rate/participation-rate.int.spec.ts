import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalyticsDatabase, type AnalyticsDatabase } from '../../../test/analytics-database.ts';
import { askHowever, askIndicator } from '../../../test/ask-indicator.ts';
import { createHistory } from '../../../test/history.ts';

let database: AnalyticsDatabase;
beforeAll(async () => {
  database = await createAnalyticsDatabase();
});
afterAll(async () => await database.drop());

const SPAN = { from: '2024-01-01', to: '2024-04-01', grain: 'month' } as const;

/** Members at the ends of January, February, March: {ada, bob}, {ada, bob, cyd}, {ada, cyd, eve}. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  for (const name of ['ada', 'bob', 'cyd', 'dee']) history.link(name);
  history.join('ada', '2023-06-01T00:00:00Z');
  history.join('bob', '2024-01-31T23:59:59.999Z');
  // At the very end of January: a member from February on.
  history.join('cyd', '2024-02-01T00:00:00Z');
  history.leave('bob', '2024-03-15T00:00:00Z');
  history.join('eve', '2024-03-20T00:00:00Z');
  history.act({ by: 'ada', act: 'answer', at: '2024-01-10T10:00:00Z' });
  history.act({ by: 'cyd', act: 'answer', at: '2024-01-10T10:00:00Z' });
  history.act({ by: 'bob', act: 'attend', at: '2024-02-10T10:00:00Z' });
  history.act({ by: 'cyd', act: 'read', at: '2024-02-10T10:00:00Z' });
  // Bob was active in March and is no member at its end; Dee never was one.
  history.act({ by: 'bob', act: 'create', at: '2024-03-01T10:00:00Z' });
  history.act({ by: 'dee', act: 'create', at: '2024-03-01T10:00:00Z' });
  history.act({ by: 'ada', act: 'create', at: '2024-03-01T10:00:00Z' });
  return history;
}

describe('E2 participation rate', () => {
  it('is the share of members at the end of the window who were active in it', async () => {
    const figures = await askIndicator(database, 'E2', tell('plain'), SPAN);
    expect(figures.map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
      [1, 2],
      [1, 3],
      [1, 3],
    ]);
    expect(figures[0]?.value).toBe(0.5);
  });

  it('is null, with the reason, while nobody is a member', async () => {
    const history = createHistory({ tenant: 'empty' });
    history.act({ by: 'ada', act: 'create', at: '2024-01-10T10:00:00Z' });
    const [figure] = await askIndicator(database, 'E2', history, SPAN);
    expect(figure).toMatchObject({ value: null, numerator: 0, denominator: 0, nullReason: 'no-members' });
  });

  it('takes nobody whose identities are all bots for a member', async () => {
    const history = createHistory({ tenant: 'bots' });
    history.link('robot', 'robot', true);
    history.join('robot', '2024-01-01T00:00:00Z');
    history.link('ada');
    history.link('ada', 'ada-cron', true);
    history.join('ada', '2024-01-01T00:00:00Z');
    const [figure] = await askIndicator(database, 'E2', history, SPAN);
    expect(figure).toMatchObject({ numerator: 0, denominator: 1 });
  });

  it('counts who joined twice once', async () => {
    const history = createHistory({ tenant: 'twice' });
    history.join('ada', '2024-01-01T00:00:00Z');
    history.join('ada', '2024-01-05T00:00:00Z');
    history.join('bob', '2024-01-01T00:00:00Z');
    history.leave('bob', '2024-01-02T00:00:00Z');
    history.leave('bob', '2024-01-03T00:00:00Z');
    const figures = await askIndicator(database, 'E2', history, SPAN);
    expect(figures.map(({ denominator }) => denominator)).toEqual([1, 1, 1]);
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'E2', tell('however'), SPAN);
    expect(however).toEqual(plain);
  });
});
