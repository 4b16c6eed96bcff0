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
const HOUR_MS = 3_600_000;

/** Three needs: answered by another after 2 h (the asker's own and a bot's replies before do not count), after 5 h, never. */
function tell(tenant: string) {
  const history = createHistory({ tenant });
  const ask = (ref: string, by: string | null): void =>
    history.act({ ref, by, act: 'ask', kind: 'problem-solving', at: '2024-03-02T10:00:00Z' });
  ask('first', 'ada');
  history.act({ by: 'ada', act: 'comment', to: 'first', at: '2024-03-02T10:30:00Z' });
  history.act({ by: 'robot', bot: true, act: 'answer', to: 'first', at: '2024-03-02T10:31:00Z' });
  history.act({ by: null, act: 'answer', to: 'first', at: '2024-03-02T10:32:00Z' });
  history.act({ by: 'bob', act: 'comment', to: 'first', at: '2024-03-02T12:00:00Z' });
  history.act({ by: 'cyd', act: 'answer', to: 'first', at: '2024-03-02T13:00:00Z' });
  ask('second', null);
  history.act({ by: 'bob', act: 'answer', thread: 'second', at: '2024-03-02T15:00:00Z' });
  ask('third', 'cyd');
  history.act({ by: 'ada', act: 'thank', to: 'third', at: '2024-03-02T15:00:00Z' });
  // No need: another kind, another act, a bot's.
  history.act({ by: 'ada', act: 'ask', kind: 'discussing-developments', at: '2024-03-02T10:00:00Z' });
  history.act({ by: 'ada', act: 'create', kind: 'problem-solving', at: '2024-03-02T10:00:00Z' });
  history.act({ by: 'robot', bot: true, act: 'ask', kind: 'problem-solving', at: '2024-03-02T10:00:00Z' });
  return history;
}

/** Needs with waits in whole hours, one day apart; `+` marks those still open after that time. */
function tellWaits(tenant: string, waits: readonly string[], dataAsOfMs: number) {
  const history = createHistory({ tenant });
  waits.forEach((wait, index) => {
    const hours = Number.parseInt(wait, 10);
    const opened = dataAsOfMs - (wait.endsWith('+') ? hours : 10_000 + index) * HOUR_MS;
    history.act({
      ref: `n${index}`,
      by: 'ada',
      act: 'ask',
      kind: 'seeking-experience',
      at: new Date(opened).toISOString(),
    });
    if (!wait.endsWith('+'))
      history.act({
        by: 'bob',
        act: 'answer',
        to: `n${index}`,
        at: new Date(opened + hours * HOUR_MS).toISOString(),
      });
  });
  return history;
}

describe('R1 time to first response', () => {
  it('is the median wait until another human replied, open needs included', async () => {
    const [figure] = await askIndicator(database, 'R1', tell('plain'), {
      ...MARCH,
      dataAsOf: '2024-06-01T00:00:00.000Z',
    });
    // S(2 h) = 2/3, S(5 h) = 1/3 ≤ 1/2; a tenth is not reached.
    expect(figure).toMatchObject({ value: 5, n: 3, events: 2, censored: 1, nullReason: null });
    expect(figure?.parts).toEqual([
      expect.objectContaining({ name: 'p90', value: null, nullReason: 'not-reached' }),
    ]);
  });

  it('takes one person’s two identities for the asker', async () => {
    const history = tell('linked');
    history.link('ada', 'ada');
    history.link('ada', 'bob');
    const [figure] = await askIndicator(database, 'R1', history, MARCH);
    // Now the first need waits for cyd: 3 h.
    expect(figure).toMatchObject({ value: 5, events: 2 });
    expect((await askIndicator(database, 'R1', history, { ...MARCH, grain: 'quarter' }))[0]).toMatchObject({
      value: 5,
    });
  });

  it('reproduces the median of Freireich et al. 1963 (6-MP): 23, with 9 of 21 ended', async () => {
    const dataAsOfMs = Date.UTC(2025, 0, 1);
    const published = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+'.split(' ');
    const history = tellWaits('freireich', published, dataAsOfMs);
    const [figure] = await askIndicator(database, 'R1', history, {
      from: '2023-01-01',
      to: '2026-01-01',
      dataAsOf: new Date(dataAsOfMs).toISOString(),
    });
    expect(figure).toMatchObject({ value: 23, n: 21, events: 9, censored: 12 });
    expect(figure?.parts[0]).toMatchObject({ value: null, nullReason: 'not-reached' });
  });

  it('reproduces the placebo group’s: 8, with all 21 ended', async () => {
    const published = '1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23'.split(' ');
    const dataAsOfMs = Date.UTC(2025, 0, 1);
    const [figure] = await askIndicator(database, 'R1', tellWaits('placebo', published, dataAsOfMs), {
      from: '2023-01-01',
      to: '2026-01-01',
    });
    // Of 21, at least 19 (nine tenths: 18.9) have ended at 17.
    expect(figure).toMatchObject({ value: 8, n: 21, events: 21, censored: 0 });
    expect(figure?.parts[0]).toMatchObject({ value: 17 });
  });

  it('says why there is none: no need, too many open, no watermark', async () => {
    const [none] = await askIndicator(database, 'R1', createHistory({ tenant: 'quiet' }), MARCH);
    expect(none).toMatchObject({ value: null, n: 0, nullReason: 'no-needs' });
    const dataAsOfMs = Date.UTC(2024, 2, 20);
    const open = await askIndicator(database, 'R1', tellWaits('open', ['1+', '2+'], dataAsOfMs), {
      ...MARCH,
      dataAsOf: new Date(dataAsOfMs).toISOString(),
    });
    expect(open[0]).toMatchObject({ value: null, n: 2, events: 0, censored: 2, nullReason: 'not-reached' });
    const [unknown] = await askIndicator(database, 'R1', tell('unknown'), { ...MARCH, dataAsOf: null });
    expect(unknown).toMatchObject({ value: null, n: 3, nullReason: 'no-watermark' });
  });

  it('lets a reply dated before its need end the wait at once, up to a day', async () => {
    const history = createHistory({ tenant: 'skew' });
    for (const [ref, replied] of [
      ['a', '2024-03-09T10:00:00Z'],
      ['b', '2024-03-09T09:59:59Z'],
    ] as const) {
      history.act({ ref, by: 'ada', act: 'ask', kind: 'problem-solving', at: '2024-03-10T10:00:00Z' });
      history.act({ by: 'bob', act: 'answer', to: ref, at: replied });
    }
    expect((await askIndicator(database, 'R1', history, MARCH))[0]).toMatchObject({
      value: 0,
      events: 1,
      censored: 1,
    });
  });

  it('does not mind order, repetition and batches', async () => {
    const { plain, however } = await askHowever(database, 'R1', tell('however'), { ...MARCH, grain: 'week' });
    expect(however).toEqual(plain);
  });
});
