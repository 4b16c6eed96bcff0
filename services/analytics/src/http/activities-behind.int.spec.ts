// The link beside a figure leads to what the figure rests on, also where that lies outside its window.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalyticsDatabase, type AnalyticsDatabase } from '../../test/analytics-database.ts';
import { ENGINE_KINDS } from '../../test/analytics-home.ts';
import { createHistory, refOf } from '../../test/history.ts';
import { createIndicatorApp, type IndicatorApp } from '../../test/indicator-app.ts';

const problem = { act: 'ask', kind: 'problem-solving' } as const;

/** What happened from February to May 2024, each at noon UTC. */
const DEEDS = [
  { ref: 'old-need', by: 'cyd', on: '02-10', ...problem },
  { ref: 'need', by: 'ada', on: '03-02', ...problem },
  { ref: 'visit', by: 'ada', on: '03-03', act: 'ask', kind: 'visit' },
  { ref: 'old-answered', by: 'bob', on: '03-04', act: 'answer', to: 'old-need' },
  { ref: 'by-herself', by: 'ada', on: '03-05', act: 'comment', to: 'need' },
  { ref: 'by-nobody', by: null, on: '03-06', act: 'comment', to: 'need' },
  { ref: 'by-robot', by: 'robot', bot: true, on: '03-07', act: 'answer', to: 'need' },
  { ref: 'document', by: 'ada', on: '03-20', act: 'create' },
  { ref: 'unanswered-document', by: 'ada', on: '03-21', act: 'create' },
  { ref: 'late-answer', by: 'bob', on: '04-03', act: 'answer', to: 'need' },
  { ref: 'late-comment', by: null, on: '04-04', act: 'comment', to: 'document' },
  { ref: 'nested', by: 'cyd', on: '04-05', act: 'reply', to: 'late-answer', thread: 'need' },
  { ref: 'read-only', by: 'bob', on: '05-01', act: 'read' },
  { ref: 'in-may', by: 'ada', on: '05-02', act: 'create' },
] as const;

describe.each(ENGINE_KINDS)('the activities behind a figure on %s', (kind) => {
  let database: AnalyticsDatabase;
  let app: IndicatorApp;

  beforeAll(async () => {
    database = await createAnalyticsDatabase(kind);
    const history = createHistory();
    for (const { on, ...deed } of DEEDS) history.act({ ...deed, at: `2024-${on}T12:00:00Z` });
    await database.take(history.events);
    app = await createIndicatorApp(database);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  /** The deeds behind the only value of an answer, two a page. */
  async function listBehind(question: string): Promise<string[]> {
    const { body } = await app.get(`/v1/analytics/communities/makers/indicators/${question}`);
    const [value, ...others] = body.indicator.values;
    expect(others).toEqual([]);
    const names = new Map<string, string>(DEEDS.map(({ ref }) => [refOf(ref), ref]));
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page = await app.get(`${value.activities}&limit=2${cursor}`);
      expect(page.status).toBe(200);
      for (const { activityRef } of page.body.items) seen.push(names.get(activityRef) ?? activityRef);
      if (page.body.nextCursor === null) return seen;
      cursor = `&cursor=${page.body.nextCursor}`;
    }
  }

  it('are for E10 those of the window and of the whole period before', async () => {
    const ofPeople = DEEDS.filter((deed) => deed.by !== null && deed.by !== 'robot' && deed.act !== 'read');
    const in0203 = ofPeople.filter(({ on }) => on < '04').map(({ ref }) => ref);
    expect(await listBehind('E10?from=2024-03-01&to=2024-04-01&grain=month')).toEqual(in0203);
    expect(await listBehind('E10?from=2024-03-05&to=2024-04-01&grain=month')).toEqual(
      ofPeople.filter(({ on }) => on < '03' || (on >= '03-05' && on < '04')).map(({ ref }) => ref),
    );
  });

  it('need both bounds of a second span', async () => {
    const path = '/v1/analytics/communities/makers/indicators/E10/activities?from=2024-03-01&to=2024-04-01';
    expect(await app.get(`${path}&alsoFrom=2024-02-01`)).toMatchObject({
      status: 422,
      body: { code: 'span-open', errors: [{ pointer: '/alsoTo' }] },
    });
    expect(await app.get(`${path}&alsoFrom=2024-02-01&alsoTo=2024-02-01`)).toMatchObject({
      status: 422,
      body: { code: 'span-empty', errors: [{ pointer: '/alsoTo' }] },
    });
  });

  it('are none for V1, which says where the stories are that it rests on', async () => {
    const makers = '/v1/analytics/communities/makers/indicators';
    const march = 'from=2024-03-01&to=2024-04-01';
    const stories = '/v1/stories?community=makers';
    const { body } = await app.get(`${makers}/cycle-coverage?${march}`);
    expect(body.indicator.values[0].activities).toBe(stories);
    const refused = await app.get(`${makers}/cycle-coverage/activities?${march}`);
    expect(refused).toMatchObject({ status: 404, body: { code: 'behind-it-are-stories', stories } });
    expect(refused.body.detail).toContain(stories);
  });

  it('are for E9 those of the period in which people are looked for again', async () => {
    expect(await listBehind('E9?from=2024-03-01&to=2024-04-01&grain=month')).toEqual([
      'late-answer',
      'nested',
    ]);
    expect(await listBehind('E9?from=2024-03-01&to=2024-04-01&grain=month&k=2')).toEqual(['in-may']);
  });

  it.each(['R1', 'R2'])(
    'are for %s the window’s needs and every reply that ends a wait, also later ones',
    async (id) => {
      expect(await listBehind(`${id}?from=2024-03-01&to=2024-04-01`)).toEqual(['need', 'late-answer']);
    },
  );

  it('are for R4 the threads opened in the window and their replies, also later ones', async () => {
    expect(await listBehind('R4?from=2024-03-01&to=2024-04-01')).toEqual([
      'need',
      'visit',
      'by-herself',
      'by-nobody',
      'document',
      'late-answer',
      'late-comment',
      'nested',
    ]);
  });
});
