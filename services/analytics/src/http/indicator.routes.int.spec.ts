import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalyticsDatabase, type AnalyticsDatabase } from '../../test/analytics-database.ts';
import { ENGINE_KINDS } from '../../test/analytics-home.ts';
import { createHistory, uuidOf } from '../../test/history.ts';
import { createIndicatorApp, type IndicatorApp } from '../../test/indicator-app.ts';
import { INDICATORS } from '../indicators/catalogue.ts';

const path = '/v1/analytics/communities/makers';
const MARCH = 'from=2024-03-01&to=2024-04-01';
const EARLY = '2023-06-15T00:00:00.000Z';

/**
 * Lisbon's makers: Ada asks, Bob answers; a story at immediate and one at realized. Others post to "ghosts".
 * In 2023, when nobody did anything, one story: a bad step at immediate, a bad and a good one at potential.
 */
function tell() {
  const history = createHistory({ timeZone: 'Europe/Lisbon' });
  for (const name of ['ada', 'bob']) {
    history.link(name);
    history.join(name, '2024-01-01T00:00:00Z');
  }
  history.act({ ref: 'q', by: 'ada', act: 'ask', kind: 'problem-solving', at: '2024-03-02T10:00:00Z' });
  history.act({ by: 'bob', act: 'answer', to: 'q', at: '2024-03-02T12:00:00Z' });
  history.act({ by: 'ada', act: 'thank', author: 'bob', at: '2024-03-10T12:00:00Z' });
  history.act({ by: 'bob', act: 'create', at: '2024-03-10T12:00:00Z', community: 'ghosts' });
  const at = '2024-03-15T00:00:00.000Z';
  history.tell({ id: 'seen', framework: '2020', status: 'published', steps: [{ cycle: 'immediate', at }] });
  history.tell({
    id: 'claimed',
    framework: '2011',
    status: 'submitted',
    steps: [
      { cycle: 'realized', at },
      { cycle: 'reframing', at, sign: 'negative' },
    ],
  });
  history.tell({
    id: 'early',
    framework: '2020',
    status: 'published',
    steps: [
      { cycle: 'immediate', at: EARLY, sign: 'negative' },
      { cycle: 'potential', at: EARLY, sign: 'negative' },
      { cycle: 'potential', at: EARLY },
    ],
  });
  return history;
}

describe.each(ENGINE_KINDS)('the indicator routes on %s', (kind) => {
  let database: AnalyticsDatabase;
  let app: IndicatorApp;
  const get: IndicatorApp['get'] = async (url, who) => await app.get(url, who);

  beforeAll(async () => {
    database = await createAnalyticsDatabase(kind);
    await database.take(tell().events);
    app = await createIndicatorApp(database);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('lists the catalogue with cycles of every framework version', async () => {
    const { status, body } = await get('/v1/analytics/indicators');
    expect(status).toBe(200);
    expect(body.indicators).toHaveLength(15);
    expect(body.indicators[0]).toMatchObject({
      id: 'E1',
      slug: 'active-members',
      formulaVersion: 1,
      cycles: { '2011': 'immediate', '2014': 'immediate', '2020': 'immediate' },
    });
  });

  it('answers all fifteen, and says that completeness is not known yet', async () => {
    const { status, body } = await get(`${path}/indicators?${MARCH}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      community: { key: 'makers', timeZone: 'Europe/Lisbon' },
      from: '2024-03-01T00:00:00.000Z',
      // The clocks changed on 31 March.
      to: '2024-03-31T23:00:00.000Z',
      grain: 'window',
      frameworkVersion: '2020',
    });
    expect(body.indicators.map((answer: { id: string }) => answer.id)).toEqual(
      INDICATORS.map(({ id }) => id),
    );
    expect(body.indicators[1]).toMatchObject({
      dataAsOf: null,
      values: [{ value: 1, numerator: 2, denominator: 2, complete: false }],
    });
    expect(body.indicators[1].dataAsOfReason).toMatch(/^no watermark yet/);
    const unanswered = body.indicators.find((answer: { id: string }) => answer.id === 'R2');
    expect(unanswered.values[0]).toMatchObject({ value: null, nullReason: 'no-watermark' });
  });

  it('answers one by slug or number, in windows, and says up to when the data are complete', async () => {
    await database.announce('2025-01-01T00:00:00.000Z');
    const { status, body } = await get(`${path}/indicators/R2?from=2024-03-01&to=2024-04-01&grain=week`);
    expect(status).toBe(200);
    expect(body.indicator).toMatchObject({ slug: 'unanswered-rate', dataAsOf: '2025-01-01T00:00:00.000Z' });
    expect(body.indicator.values).toHaveLength(5);
    expect(body.indicator.values[0]).toMatchObject({
      window: { from: '2024-03-01T00:00:00.000Z', to: '2024-03-04T00:00:00.000Z', partial: true },
      value: 0,
      numerator: 0,
      denominator: 1,
      n: 1,
      formulaVersion: 1,
      cycle: 'immediate',
      nullReason: null,
      dataAsOf: '2025-01-01T00:00:00.000Z',
    });
    expect(await get(`${path}/indicators/unanswered-rate?${MARCH}&grain=week`)).toMatchObject({
      status: 200,
      body,
    });
  });

  it('tells a window that was over when the data end from one that reaches beyond them', async () => {
    await database.announce('2025-01-01T00:00:00.000Z');
    const { body } = await get(`${path}/indicators/E1?from=2024-12-01&to=2025-02-01&grain=month`);
    expect(body.indicator.values).toMatchObject([
      { window: { to: '2025-01-01T00:00:00.000Z', partial: false }, complete: true },
      { window: { to: '2025-02-01T00:00:00.000Z', partial: false }, complete: false },
    ]);
  });

  it('links each value to the activities behind it, page by page', async () => {
    const { body } = await get(`${path}/indicators/active-members?${MARCH}`);
    const first = await get(`${body.indicator.values[0].activities}&limit=1`);
    expect(first.body.items).toMatchObject([
      { act: 'ask', kind: 'problem-solving', occurredAt: '2024-03-02T10:00:00.000Z' },
    ]);
    const second = await get(
      `${body.indicator.values[0].activities}&limit=1&cursor=${first.body.nextCursor}`,
    );
    expect(second.body).toMatchObject({ items: [{ act: 'answer' }], nextCursor: null });
    expect(await get(`${path}/indicators/E1/activities?${MARCH}&cursor=nonsense`)).toMatchObject({
      status: 422,
      body: { code: 'cursor-invalid', errors: [{ pointer: '/cursor' }] },
    });
  });

  it('puts indicators and stories side by side and names what is missing', async () => {
    const { status, body } = await get(`${path}/value-matrix?${MARCH}`);
    expect(status).toBe(200);
    const cellOf = (name: string) => body.cells.find(({ cycle }: { cycle: string }) => cycle === name);
    expect(body.cells).toHaveLength(8);
    expect(cellOf('immediate')).toMatchObject({
      finding: null,
      stories: { count: 1, storyIds: [uuidOf('story/seen')] },
    });
    expect(cellOf('immediate').indicators.map(({ id }: { id: string }) => id)).toEqual([
      'E1',
      'E2',
      'E4',
      'E6',
      'E9',
      'E10',
      'R1',
      'R2',
      'R4',
    ]);
    expect(cellOf('potential')).toMatchObject({ finding: 'activity, no story', stories: { count: 0 } });
    // Nothing is counted for these two, so nothing counted is missing: a story there is not in doubt.
    for (const [cycle, count] of [
      ['realized', 1],
      ['strategic', 0],
    ] as const)
      expect(cellOf(cycle)).toMatchObject({
        finding: 'no indicator covers this cycle',
        indicators: [],
        stories: { count },
      });
    expect(body.beside.map(({ id }: { id: string }) => id)).toEqual(['S8', 'S9']);
    expect(body.evaluation).toMatchObject([
      { id: 'V1', cycle: null, values: [{ numerator: 2, denominator: 8 }] },
    ]);
    expect(body.unplacedStories).toMatchObject([{ cycle: 'reframing', count: 1, negativeSteps: 1 }]);
  });

  it('tells claimed value from negative value that was reported, and both from silence', async () => {
    const findingsOf = async (span: string) => {
      const { body } = await get(`${path}/value-matrix?${span}`);
      return body.cells.slice(0, 2).map(({ finding }: { finding: string }) => finding);
    };
    expect(await findingsOf('from=2023-06-01&to=2023-07-01')).toEqual([
      'negative value reported, no evidence',
      'value claimed, no evidence',
    ]);
    expect(await findingsOf('from=2023-07-01&to=2023-08-01')).toEqual([
      'no activity, no story',
      'no activity, no story',
    ]);
  });

  it('reads the same stories in another framework version', async () => {
    const { body } = await get(`${path}/value-matrix?${MARCH}&framework=2011`);
    expect(body.cells.map(({ cycle }: { cycle: string }) => cycle)).toEqual([
      'immediate',
      'potential',
      'applied',
      'realized',
      'reframing',
    ]);
    expect(body.unplacedStories).toEqual([]);
  });

  it.each([
    ['from=2024-04-01&to=2024-04-01', 422, 'span-empty'],
    ['from=2024-04-02&to=2024-04-01', 422, 'span-empty'],
    ['from=2020-01-01&to=2024-04-01&grain=day', 422, 'too-many-windows'],
    ['from=1800-01-01&to=2024-04-01', 422, 'instant-out-of-range'],
    ['from=2024-02-30&to=2024-04-01', 422, 'no-such-instant'],
    ['from=2024-02-01T25:00:00Z&to=2024-04-01', 422, 'no-such-instant'],
    ['from=yesterday&to=2024-04-01', 400, undefined],
    ['to=2024-04-01', 400, undefined],
    [`${MARCH}&grain=fortnight`, 400, undefined],
    [`${MARCH}&k=0`, 400, undefined],
    [`${MARCH}&framework=1999`, 400, undefined],
    [`${MARCH}&color=red`, 400, undefined],
  ])('refuses %s with %i', async (query, status, code) => {
    const answer = await get(`${path}/indicators?${query}`);
    expect(answer).toMatchObject({ status, body: { status, ...(code === undefined ? {} : { code }) } });
    expect(answer.body.errors.length).toBeGreaterThan(0);
  });

  it('says which indicators there are, and what is known of a community nobody registered', async () => {
    const unknown = await get(`${path}/indicators/happiness?${MARCH}`);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'indicator-unknown' } });
    expect(unknown.body.detail).toContain('giant-component');
    const ghosts = await get(`/v1/analytics/communities/ghosts/indicators?${MARCH}`);
    expect(ghosts).toMatchObject({ status: 404, body: { code: 'community-unknown' } });
    expect(ghosts.body.detail).toContain('1 activities name it');
  });

  it('shows nothing to callers without the scope, and to another tenant as little as nothing', async () => {
    expect((await get(`${path}/indicators?${MARCH}`, null)).status).toBe(401);
    expect((await get(`${path}/indicators?${MARCH}`, 'writer')).status).toBe(403);
    const foreign = await get(`${path}/indicators?${MARCH}`, 'stranger');
    expect(foreign).toMatchObject({ status: 404, body: { code: 'community-unknown' } });
    expect(foreign.body.detail).toContain('Check the key');
    expect((await get(`${path}/value-matrix?${MARCH}`, 'stranger')).status).toBe(404);
    expect((await get(`${path}/indicators/E1/activities?${MARCH}`, 'stranger')).status).toBe(404);
  });
});
