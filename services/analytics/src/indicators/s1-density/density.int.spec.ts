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

/** Five nodes: members ada, bob, eve (silent); actor cyd; dee is only thanked. Ties: bob→ada, cyd→ada, ada→bob, cyd→dee. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  for (const name of ['ada', 'bob', 'eve']) {
    history.link(name);
    history.join(name, '2024-01-01T00:00:00Z');
  }
  history.act({ ref: 'question', by: 'ada', act: 'ask', at: '2024-02-01T10:00:00Z' });
  history.act({ by: 'bob', act: 'answer', to: 'question', at: '2024-03-02T10:00:00Z' });
  history.act({ by: 'bob', act: 'comment', to: 'question', at: '2024-03-03T10:00:00Z' });
  history.act({ by: 'cyd', act: 'comment', thread: 'question', at: '2024-03-04T10:00:00Z' });
  history.act({ by: 'ada', act: 'create', mentions: ['bob', 'ada', 'robot'], at: '2024-03-05T10:00:00Z' });
  history.act({ by: 'cyd', act: 'thank', author: 'dee', at: '2024-03-06T10:00:00Z' });
  // None of these ties: oneself, a vote, an endorsement, what nobody knows, a bot.
  history.act({ by: 'ada', act: 'reply', to: 'question', at: '2024-03-07T10:00:00Z' });
  history.act({ by: 'eve', act: 'vote', to: 'question', at: '2024-04-07T10:00:00Z' });
  history.act({ by: 'ada', act: 'endorse', author: 'cyd', at: '2024-03-07T10:00:00Z' });
  history.act({ by: 'ada', act: 'reply', to: 'nowhere', at: '2024-03-07T10:00:00Z' });
  history.act({ by: 'robot', bot: true, act: 'reply', to: 'question', at: '2024-03-07T10:00:00Z' });
  return history;
}

describe('S1 density', () => {
  it('is ties in possible ties between members, actors and whom they reached', async () => {
    const [figure] = await askIndicator(database, 'S1', tell('plain'), MARCH);
    expect(figure).toMatchObject({ value: 4 / 20, numerator: 4, denominator: 20, n: 5 });
  });

  it('finds the author of a target that arrived later and lies outside the window', async () => {
    const history = createHistory({ tenant: 'late' });
    history.act({ by: 'bob', act: 'answer', to: 'question', at: '2024-03-02T10:00:00Z' });
    await database.take(history.events);
    history.act({ ref: 'question', by: 'ada', act: 'ask', at: '2024-02-01T10:00:00Z' });
    const [figure] = await askIndicator(database, 'S1', history, MARCH);
    expect(figure).toMatchObject({ numerator: 1, denominator: 2 });
  });

  it('lets two identities of one person be one node, and their talk no tie', async () => {
    const history = tell('merged');
    history.link('ada', 'bob');
    const [figure] = await askIndicator(database, 'S1', history, MARCH);
    // ada = bob: cyd→ada and cyd→dee remain; bob's own membership stays with a person who did nothing.
    expect(figure).toMatchObject({ numerator: 2, n: 5 });
  });

  it('is null with fewer than two people', async () => {
    const history = createHistory({ tenant: 'alone' });
    history.act({ by: 'ada', act: 'create', at: '2024-03-02T10:00:00Z' });
    const [figure] = await askIndicator(database, 'S1', history, MARCH);
    expect(figure).toMatchObject({ value: null, nullReason: 'too-few-people', n: 1 });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'S1', tell('however'), { ...MARCH, grain: 'week' });
    expect(however).toEqual(plain);
  });
});
