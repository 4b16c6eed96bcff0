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

/** Ada answers twice, Bob attends, Cyd only reads, nobody asks anonymously, a robot posts. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  history.act({ by: 'ada', act: 'answer', at: '2024-03-01T00:00:00Z' });
  history.act({ by: 'ada-at-work', act: 'reply', at: '2024-03-09T10:00:00Z' });
  history.act({ by: 'bob', act: 'attend', at: '2024-03-31T23:59:59.999Z' });
  history.act({ by: 'cyd', act: 'read', at: '2024-03-05T10:00:00Z' });
  history.act({ by: null, act: 'ask', at: '2024-03-05T10:00:00Z' });
  history.act({ by: 'robot', bot: true, act: 'create', at: '2024-03-05T10:00:00Z' });
  history.act({ by: 'dee', act: 'create', at: '2024-04-01T00:00:00Z' });
  return history;
}

describe('E1 active members', () => {
  it('counts people with a contribution or an attendance, bots and readers apart', async () => {
    const [figure] = await askIndicator(database, 'E1', tell('plain'), MARCH);
    // ada, ada-at-work and bob; four acts less the read, the anonymous and the robot's.
    expect(figure).toMatchObject({ value: 3, n: 3, nullReason: null });
  });

  it('takes linked identities for one person, also when the link comes later', async () => {
    const history = tell('linked');
    history.link('ada', 'ada');
    history.link('ada', 'ada-at-work');
    expect((await askIndicator(database, 'E1', history, MARCH))[0]).toMatchObject({ value: 2, n: 3 });
  });

  it('is 0, not null, where nothing happened', async () => {
    const [figure] = await askIndicator(database, 'E1', createHistory({ tenant: 'quiet' }), MARCH);
    expect(figure).toMatchObject({ value: 0, n: 0, nullReason: null });
  });

  it('cuts days at the community’s own midnight', async () => {
    const history = createHistory({ tenant: 'lisbon', timeZone: 'Europe/Lisbon' });
    // Lisbon is an hour ahead of UTC from 31 March on: the first is still 30 March there, the second 1 April.
    history.act({ by: 'ada', act: 'create', at: '2024-03-30T23:59:59.999Z' });
    history.act({ by: 'bob', act: 'create', at: '2024-03-31T23:00:00.000Z' });
    const figures = await askIndicator(database, 'E1', history, {
      from: '2024-03-30',
      to: '2024-04-02',
      grain: 'day',
    });
    expect(figures.map(({ value }) => value)).toEqual([1, 0, 1]);
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'E1', tell('however'), { ...MARCH, grain: 'week' });
    expect(however).toEqual(plain);
  });
});
