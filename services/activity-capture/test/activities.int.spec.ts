import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaptureApp, type CaptureApp, type TestKey } from './capture-app.ts';

let running: CaptureApp;
let owner: postgres.Sql;
let writer: TestKey;

beforeAll(async () => {
  running = await createCaptureApp();
  owner = postgres(running.database.ownerUrl, { max: 1, onnotice: () => {} });
  writer = running.issueKey('t1', ['activities:write', 'activities:read']);
});

afterAll(async () => {
  await owner.end();
  await running.close();
});

let lastId = 0;

/** An activity nobody posted before. */
function compose(extra: object = {}): Record<string, unknown> {
  lastId += 1;
  return {
    source: 'forum',
    id: `post/${lastId}`,
    community: 'bridges',
    act: 'ask',
    kind: 'problem-solving',
    occurredAt: '2026-03-12T17:00:45+01:00',
    actor: { id: 'ada', name: 'Ada' },
    ...extra,
  };
}

describe('POST /v1/activities', () => {
  it('answers 201 with the activity’s place once it is in the log', async () => {
    const answer = await running.post(writer, '/v1/activities', compose());
    const { activityRef } = answer.json<{ activityRef: string }>();
    expect([answer.statusCode, answer.json(), answer.headers['location']]).toEqual([
      201,
      { activityRef, status: 'created' },
      `/v1/activities/${activityRef}`,
    ]);
    expect(await owner`select from event where stream_id = ${`activity/${activityRef}`}`).toHaveLength(1);
  });

  it('answers 200 for the same again, however its JSON is written', async () => {
    const activity = compose();
    const first = await running.post(writer, '/v1/activities', activity);
    const reversed = Object.fromEntries(Object.entries(activity).toReversed());
    const again = await running.post(writer, '/v1/activities', JSON.stringify(reversed, null, 4));
    expect([again.statusCode, again.json()]).toEqual([200, { ...first.json<object>(), status: 'same' }]);
  });

  it('answers 409 for another content under the same source and id, and keeps the first', async () => {
    const activity = compose({ text: 'first' });
    const first = await running.post(writer, '/v1/activities', activity);
    const { activityRef } = first.json<{ activityRef: string }>();
    const conflict = await running.post(writer, '/v1/activities', { ...activity, text: 'second' });
    expect([conflict.statusCode, conflict.json()]).toMatchObject([
      409,
      { code: 'activity-conflict', activityRef },
    ]);
    expect((await running.post(writer, '/v1/activities', activity)).statusCode).toBe(200);
  });

  it('gives exactly one 201 to 32 callers who post the same at once', async () => {
    const activity = compose({ actor: { id: 'somebody new' } });
    const answers = await Promise.all(
      Array.from({ length: 32 }, async () => await running.post(writer, '/v1/activities', activity)),
    );
    const statuses = answers.map(({ statusCode }) => statusCode).toSorted((left, right) => left - right);
    expect(statuses).toEqual([...Array.from({ length: 31 }, () => 200), 201]);
    const refs = new Set(answers.map((answer) => answer.json<{ activityRef: string }>().activityRef));
    expect(refs.size).toBe(1);
    expect(await owner`select from event where stream_id = ${`activity/${[...refs][0] ?? ''}`}`).toHaveLength(
      1,
    );
  });

  it('refuses what breaks a rule with 422 and the place', async () => {
    const answer = await running.post(
      writer,
      '/v1/activities',
      compose({ act: 'vote', occurredAt: '2199-01-01T00:00:00Z' }),
    );
    expect(answer.statusCode).toBe(422);
    expect(
      answer
        .json<{ errors: { pointer: string; code: string }[] }>()
        .errors.map(({ pointer, code }) => [pointer, code]),
    ).toEqual([
      ['/occurredAt', 'instant-in-future'],
      ['/polarity', 'polarity-missing'],
    ]);
  });

  it('refuses what breaks the schema with 400 and every place', async () => {
    const answer = await running.post(
      writer,
      '/v1/activities',
      compose({ act: 'dance', tenantId: 't2', actor: { id: '' } }),
    );
    expect(answer.statusCode).toBe(400);
    expect(
      answer
        .json<{ errors: { pointer: string }[] }>()
        .errors.map(({ pointer }) => pointer)
        .toSorted(),
    ).toEqual(['/act', '/actor/id', '/tenantId']);
  });

  it('accepts the past back to 1900 and an unregistered community', async () => {
    const answer = await running.post(
      writer,
      '/v1/activities',
      compose({ occurredAt: '1900-01-01T00:00:00Z', community: 'nobody-knows-it' }),
    );
    expect(answer.statusCode).toBe(201);
  });
});

describe('POST /v1/activities:batch', () => {
  it('gives each its result, and no bad one fails its neighbours', async () => {
    const known = compose();
    await running.post(writer, '/v1/activities', known);
    const twice = compose();
    const items = [
      compose(),
      known,
      { ...known, text: 'other' },
      compose({ act: 'vote' }),
      'not an activity',
      compose({ id: '' }),
      compose({ text: 'a\0b' }),
      compose({ title: '\ud800' }),
      compose({ polarity: 2 }),
      twice,
      twice,
      { ...twice, text: 'other' },
      null,
      compose({ actor: { id: 'ada', name: 'Ada', bot: 'yes' } }),
      compose(),
    ];
    const answer = await running.post(writer, '/v1/activities:batch', { activities: items });
    expect(answer.statusCode).toBe(200);
    type Item = {
      index: number;
      status: string;
      httpStatus: number;
      problem?: { errors?: { pointer: string }[] };
    };
    const { results } = answer.json<{ results: Item[] }>();
    expect(
      results.map(({ index, status, httpStatus, problem }) => [
        index,
        status,
        httpStatus,
        problem?.errors?.[0]?.pointer,
      ]),
    ).toEqual([
      [0, 'created', 201, undefined],
      [1, 'same', 200, undefined],
      [2, 'conflict', 409, undefined],
      [3, 'refused', 422, '/activities/3/polarity'],
      [4, 'refused', 400, '/activities/4'],
      [5, 'refused', 400, '/activities/5/id'],
      [6, 'refused', 400, '/activities/6/text'],
      [7, 'refused', 400, '/activities/7/title'],
      [8, 'refused', 400, '/activities/8/polarity'],
      [9, 'created', 201, undefined],
      [10, 'same', 200, undefined],
      [11, 'conflict', 409, undefined],
      [12, 'refused', 400, '/activities/12'],
      [13, 'refused', 400, '/activities/13/actor/bot'],
      [14, 'created', 201, undefined],
    ]);
  });

  it('takes a thousand, and refuses one more as a whole', async () => {
    const thousand = Array.from({ length: 1000 }, () => compose());
    const answer = await running.post(writer, '/v1/activities:batch', { activities: thousand });
    expect(answer.statusCode).toBe(200);
    const { results } = answer.json<{ results: { status: string }[] }>();
    expect(results.filter(({ status }) => status === 'created')).toHaveLength(1000);
    const over = await running.post(writer, '/v1/activities:batch', { activities: [...thousand, compose()] });
    expect([over.statusCode, over.json()]).toMatchObject([
      400,
      { errors: [{ pointer: '/activities', code: 'too-many' }] },
    ]);
  });

  it('stores each once when 16 callers post overlapping batches in different orders', async () => {
    const pool = Array.from({ length: 200 }, () =>
      compose({ source: 'overlap', actor: { id: `person-${lastId % 17}` } }),
    );
    const answers = await Promise.all(
      Array.from({ length: 16 }, async (_, caller) => {
        const activities = caller % 2 === 0 ? pool : pool.toReversed();
        return await running.post(writer, '/v1/activities:batch', { activities });
      }),
    );
    const statuses = answers.flatMap((answer) =>
      answer.json<{ results: { status: string }[] }>().results.map(({ status }) => status),
    );
    expect(statuses.filter((status) => status === 'created')).toHaveLength(200);
    expect(statuses.filter((status) => status === 'same')).toHaveLength(15 * 200);
    const [stored] = await owner<{ count: number }[]>`
      select count(*)::int as count from event where tenant = 't1' and data ->> 'source' = 'overlap' and type = 'activity-captured'`;
    expect(stored?.count).toBe(200);
  });
});

describe('GET /v1/activities/{activityRef}', () => {
  it('gives what it became, and what was sent to those who may see facts', async () => {
    const activity = compose({
      act: 'answer',
      target: { id: 'post/0', author: { id: 'bob' } },
      mentions: [{ id: 'eve', source: 'directory' }],
      topics: ['bearings'],
      text: 'Größe 🌲 مرحبا',
    });
    const { activityRef } = (await running.post(writer, '/v1/activities', activity)).json<{
      activityRef: string;
    }>();
    const plain = await running.get(writer, `/v1/activities/${activityRef}`);
    expect(plain.statusCode).toBe(200);
    expect(plain.json()).toMatchObject({
      activityRef,
      activity: {
        activityRef,
        act: 'answer',
        kind: 'problem-solving',
        occurredAt: '2026-03-12T16:00:45.000Z',
        topics: ['bearings'],
      },
    });
    expect(plain.json()).not.toHaveProperty('sent');
    const reader = running.issueKey('t1', ['activities:read', 'facts:read']);
    const whole = await running.get(reader, `/v1/activities/${activityRef}`);
    expect(whole.json()).toMatchObject({ sent: activity });
  });

  it('gives back what an anonymous sender sent', async () => {
    const { actor: _nobody, ...vote } = compose({ act: 'vote', polarity: -1, target: { id: 'post/0' } });
    const { activityRef } = (await running.post(writer, '/v1/activities', vote)).json<{
      activityRef: string;
    }>();
    const reader = running.issueKey('t1', ['activities:read', 'facts:read']);
    const answer = await running.get(reader, `/v1/activities/${activityRef}`);
    expect(answer.json()).toMatchObject({ sent: vote, activity: { polarity: -1 } });
    expect(answer.json()).not.toHaveProperty('activity.actor');
  });

  it('answers another tenant’s reference 404, like one that never was', async () => {
    const { activityRef } = (await running.post(writer, '/v1/activities', compose())).json<{
      activityRef: string;
    }>();
    const foreigner = running.issueKey('t2', ['activities:read', 'facts:read']);
    const foreign = await running.get(foreigner, `/v1/activities/${activityRef}`);
    const unknown = await running.get(foreigner, `/v1/activities/${'0'.repeat(32)}`);
    expect([foreign.statusCode, unknown.statusCode]).toEqual([404, 404]);
    const { instance: _one, ...foreignProblem } = foreign.json<{ instance: string }>();
    const { instance: _other, ...unknownProblem } = unknown.json<{ instance: string }>();
    expect(foreignProblem).toEqual(unknownProblem);
  });

  it('keeps two tenants’ activities of one source and id apart', async () => {
    const activity = compose();
    const other = running.issueKey('t2', ['activities:write']);
    const [mine, theirs] = [
      await running.post(writer, '/v1/activities', activity),
      await running.post(other, '/v1/activities', { ...activity, text: 'other' }),
    ];
    expect([mine.statusCode, theirs.statusCode]).toEqual([201, 201]);
    expect(theirs.json<{ activityRef: string }>().activityRef).not.toBe(
      mine.json<{ activityRef: string }>().activityRef,
    );
  });
});
