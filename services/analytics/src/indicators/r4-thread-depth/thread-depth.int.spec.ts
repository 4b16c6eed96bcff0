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

/**
 * Threads of March: an ask with four replies, two of them to replies (one names its thread, one only its
 * target), a page with one reply, and an ask without. A page nobody replied to is no thread.
 */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  history.act({ ref: 'ask', by: 'ada', act: 'ask', at: '2024-03-02T10:00:00Z' });
  history.act({ ref: 'r1', by: 'bob', act: 'answer', to: 'ask', at: '2024-03-02T11:00:00Z' });
  history.act({ ref: 'r2', by: 'cyd', act: 'comment', to: 'r1', thread: 'ask', at: '2024-03-02T12:00:00Z' });
  history.act({ ref: 'r3', by: null, act: 'comment', to: 'r2', at: '2024-04-02T12:00:00Z' });
  history.act({ by: 'dee', act: 'reply', thread: 'ask', at: '2024-03-02T12:00:00Z' });
  history.act({ ref: 'page', by: 'ada', act: 'create', at: '2024-03-05T10:00:00Z' });
  history.act({ by: 'bob', act: 'comment', to: 'page', at: '2024-03-06T10:00:00Z' });
  history.act({ ref: 'unheard', by: 'ada', act: 'ask', at: '2024-03-07T10:00:00Z' });
  history.act({ ref: 'lonely', by: 'ada', act: 'create', at: '2024-03-07T10:00:00Z' });
  // Not in a thread of March: an older thread, an unknown one, a bot's reply.
  history.act({ ref: 'old', by: 'ada', act: 'ask', at: '2024-02-07T10:00:00Z' });
  history.act({ by: 'bob', act: 'answer', to: 'old', at: '2024-03-07T10:00:00Z' });
  history.act({ by: 'bob', act: 'answer', to: 'unknown', at: '2024-03-07T10:00:00Z' });
  history.act({ by: 'robot', bot: true, act: 'answer', to: 'ask', at: '2024-03-07T10:00:00Z' });
  return history;
}

describe('R4 thread depth', () => {
  it('is replies a thread, and the share of replies to replies', async () => {
    const [figure] = await askIndicator(database, 'R4', tell('plain'), MARCH);
    expect(figure).toMatchObject({ value: 5 / 3, numerator: 5, denominator: 3, n: 3 });
    expect(figure?.parts).toEqual([
      { name: 'share-nested', value: 2 / 5, unit: 'share', numerator: 2, denominator: 5, nullReason: null },
    ]);
  });

  it('follows targets through any number of replies', async () => {
    const history = createHistory({ tenant: 'deep' });
    history.act({ ref: 'd0', by: 'ada', act: 'ask', at: '2024-03-02T10:00:00Z' });
    for (let level = 1; level <= 50; level += 1)
      history.act({
        ref: `d${level}`,
        by: 'bob',
        act: 'reply',
        to: `d${level - 1}`,
        at: '2024-03-02T10:00:00Z',
      });
    const [figure] = await askIndicator(database, 'R4', history, MARCH);
    expect(figure).toMatchObject({ value: 50, parts: [{ value: 49 / 50 }] });
  });

  it('leaves a reply in the thread it names, also where that is older than the span', async () => {
    const history = createHistory({ tenant: 'older' });
    history.act({ ref: 'older', by: 'ada', act: 'ask', at: '2024-01-02T10:00:00Z' });
    history.act({ ref: 'newer', by: 'ada', act: 'ask', at: '2024-03-02T10:00:00Z' });
    history.act({ by: 'bob', act: 'comment', to: 'newer', thread: 'older', at: '2024-03-03T10:00:00Z' });
    const [march] = await askIndicator(database, 'R4', history, MARCH);
    expect(march).toMatchObject({ numerator: 0, denominator: 1 });
    const months = await askIndicator(database, 'R4', history, {
      from: '2024-01-01',
      to: '2024-04-01',
      grain: 'month',
    });
    // February opened no thread.
    expect(months.map(({ numerator }) => numerator)).toEqual([1, null, 0]);
  });

  it('leaves out replies that reply to each other in a circle', async () => {
    const history = createHistory({ tenant: 'circle' });
    history.act({ ref: 'x', by: 'ada', act: 'reply', to: 'y', at: '2024-03-02T10:00:00Z' });
    history.act({ ref: 'y', by: 'bob', act: 'reply', to: 'x', at: '2024-03-02T10:00:00Z' });
    const [figure] = await askIndicator(database, 'R4', history, MARCH);
    expect(figure).toMatchObject({
      value: null,
      nullReason: 'no-threads',
      parts: [{ nullReason: 'no-threads' }],
    });
  });

  it('has a mean of 0 and no share where nobody replied', async () => {
    const history = createHistory({ tenant: 'unheard' });
    history.act({ by: 'ada', act: 'ask', at: '2024-03-02T10:00:00Z' });
    const [figure] = await askIndicator(database, 'R4', history, MARCH);
    expect(figure).toMatchObject({
      value: 0,
      nullReason: null,
      parts: [{ value: null, nullReason: 'no-replies' }],
    });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'R4', tell('however'), { ...MARCH, grain: 'week' });
    expect(however).toEqual(plain);
  });
});
