// What people and machines send by mistake or on purpose: each is refused with a problem that says what and
// where, or taken as it is; nothing is a 5xx and nothing is half done.
import { request } from 'node:http';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaptureApp, type CaptureApp, type TestKey } from './capture-app.ts';

let running: CaptureApp;
let key: TestKey;

beforeAll(async () => {
  running = await createCaptureApp({ roles: ['http'] });
  key = running.issueKey('t1', ['activities:write', 'activities:read', 'facts:read']);
});

afterAll(async () => {
  await running.close();
});

const ask = {
  source: 'forum',
  id: '1',
  community: 'bridges',
  act: 'ask',
  occurredAt: '2026-03-12T17:00:45Z',
};
let lastId = 0;

/** An activity nobody posted before. */
function compose(extra: object = {}): Record<string, unknown> {
  lastId += 1;
  return { ...ask, id: `bad-input-${lastId}`, ...extra };
}

/** The body as a batch's only item. */
function asBatch(body: string): string {
  return `{"activities":[${body}]}`;
}

const deep = `${'['.repeat(7000)}${']'.repeat(7000)}`;
const text = (members: object): string => JSON.stringify(compose(members));

/** Name, body, its status alone, that of a batch of it, and that of the item in the batch where there is one. */
type BadInput = readonly [string, () => string, number, number, (number | undefined)?];

const CORPUS: readonly BadInput[] = [
  ['an empty body', () => '', 400, 400],
  ['no JSON', () => '{"source": ', 400, 400],
  ['a string', () => '"activity"', 400, 200, 400],
  ['null', () => 'null', 400, 200, 400],
  ['a list', () => '[]', 400, 200, 400],
  ['NUL in a text', () => text({ text: 'a\0b' }), 400, 200, 400],
  ['NUL in an id', () => text({ id: '\0' }), 400, 200, 400],
  ['NUL in a key', () => text({ 'a\0b': 1 }), 400, 200, 400],
  ['a lone surrogate', () => text({ text: 'x\ud83c' }), 400, 200, 400],
  ['a number no double holds', () => text({}).replace('{', '{"polarity":9007199254740993,'), 400, 200, 400],
  ['7,000 nested lists', () => `{"text":${deep}}`, 400, 400],
  [
    '7,000 nested lists behind a number no double holds',
    () => `{"polarity":9007199254740993,"text":${deep}}`,
    400,
    400,
  ],
  ['__proto__', () => text({}).replace('{', '{"__proto__":{"act":"ask"},'), 400, 200, 400],
  ['constructor', () => text({}).replace('{', '{"constructor":{"prototype":{}},'), 400, 200, 400],
  ['an unknown member', () => text({ tenant: 't2' }), 400, 200, 400],
  ['a tenant of one’s own choice', () => text({ tenantId: 't2' }), 400, 200, 400],
  ['an empty id', () => text({ id: '' }), 400, 200, 400],
  ['an id of 501 characters', () => text({ id: 'x'.repeat(501) }), 400, 200, 400],
  ['an id of 500 emoji', () => text({ id: `${(lastId += 1)}${'🌲'.repeat(490)}` }), 201, 200, 201],
  ['a text of 65,536 characters', () => text({ text: 'é'.repeat(65_536) }), 201, 200, 201],
  ['a text of 65,537 characters', () => text({ text: 'é'.repeat(65_537) }), 400, 200, 400],
  ['an empty text', () => text({ text: '' }), 201, 200, 201],
  [
    'right-to-left names and emoji',
    () => text({ actor: { id: 'שלום', name: '\u202eمرحبا 👩‍👩‍👧‍👦 \u0000'.slice(0, -1) } }),
    201,
    200,
    201,
  ],
  [
    '101 mentions',
    () => text({ mentions: Array.from({ length: 101 }, (_, index) => ({ id: `m${index}` })) }),
    400,
    200,
    400,
  ],
  [
    '100 mentions',
    () => text({ mentions: Array.from({ length: 100 }, (_, index) => ({ id: `m${index}` })) }),
    201,
    200,
    201,
  ],
  ['a number for a string', () => text({ id: 7 }), 400, 200, 400],
  ['a string for a number', () => text({ act: 'vote', polarity: '1' }), 400, 200, 400],
  ['a community that is no slug', () => text({ community: 'Bridge Engineers' }), 400, 200, 400],
  ['a source with a space', () => text({ source: 'my forum' }), 400, 200, 400],
  ['an instant without an offset', () => text({ occurredAt: '2026-03-12T17:00:45' }), 400, 200, 400],
  ['30 February', () => text({ occurredAt: '2026-02-30T17:00:45Z' }), 400, 200, 400],
  ['the far future', () => text({ occurredAt: '9999-12-31T23:59:59Z' }), 422, 200, 422],
  ['the year 0', () => text({ occurredAt: '0000-01-01T00:00:00Z' }), 422, 200, 422],
  ['the far past', () => text({ occurredAt: '1900-01-01T00:00:00Z' }), 201, 200, 201],
  ['the day before 1900', () => text({ occurredAt: '1900-01-01T00:00:00+00:01' }), 422, 200, 422],
  ['a leap second', () => text({ occurredAt: '2016-12-31T23:59:60Z' }), 201, 200, 201],
];

describe.each(CORPUS.map(([name, body, single, batch, item]) => ({ name, body, single, batch, item })))(
  '$name',
  ({ body, single, batch, item }) => {
    it(`is answered ${single} alone`, async () => {
      const answer = await running.post(key, '/v1/activities', body());
      const isProblem = answer.headers['content-type']?.toString().startsWith('application/problem+json');
      expect([answer.statusCode, isProblem]).toEqual([single, single >= 400]);
    });

    it(`is answered ${batch} in a batch${item === undefined ? '' : `, the item ${item}`}`, async () => {
      const answer = await running.post(key, '/v1/activities:batch', asBatch(body()));
      const { results = [] } = answer.json<{ results?: { httpStatus: number }[] }>();
      expect([answer.statusCode, results[0]?.httpStatus]).toEqual([batch, item]);
    });
  },
);

describe('requests', () => {
  const routes = ['/v1/activities', '/v1/activities:batch'];
  const { authorization: _none, ...plain } = { authorization: '', 'content-type': 'application/json' };

  it.each(routes)('to %s of another media type or charset are answered 415', async (url) => {
    for (const mediaType of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
      'application/cloudevents+json',
    ]) {
      const headers = { authorization: key.authorization, 'content-type': mediaType };
      const answer = await running.app.inject({ method: 'POST', url, headers, payload: '{}' });
      expect([mediaType, answer.statusCode]).toEqual([mediaType, 415]);
    }
    const headers = { authorization: key.authorization, 'content-type': 'Application/JSON; charset="UTF-8"' };
    const body = url.endsWith('batch') ? asBatch(text({})) : text({});
    const fine = await running.app.inject({ method: 'POST', url, headers, payload: body });
    expect(fine.statusCode).toBeLessThan(300);
  });

  it.each(routes)('to %s past the limit are answered 413', async (url) => {
    const answer = await running.post(key, url, JSON.stringify(compose({ text: 'x'.repeat(9 * 1_048_576) })));
    expect([answer.statusCode, answer.json()]).toMatchObject([413, { code: 'body-too-large' }]);
  });

  it.each(routes)('to %s without a good key are answered 401, without the scope 403', async (url) => {
    const post = async (headers: Record<string, string>) =>
      (await running.app.inject({ method: 'POST', url, headers, payload: '{}' })).statusCode;
    expect(await post(plain)).toBe(401);
    expect(await post({ ...plain, authorization: 'Basic YTpi' })).toBe(401);
    expect(await post({ ...plain, authorization: `Bearer copse_${'0'.repeat(16)}_${'A'.repeat(43)}` })).toBe(
      401,
    );
    const { authorization } = running.issueKey('t1', ['activities:read']);
    expect(await post({ ...plain, authorization })).toBe(403);
  });

  it('to read are guarded alike', async () => {
    const writeOnly = running.issueKey('t1', ['activities:write']);
    for (const url of [`/v1/activities/${'0'.repeat(32)}`, '/v1/activities:trace?source=a&id=b']) {
      expect((await running.app.inject({ method: 'GET', url })).statusCode).toBe(401);
      expect((await running.get(writeOnly, url)).statusCode).toBe(403);
    }
  });

  it.each([
    ['/v1/activities/nonsense', 400],
    [`/v1/activities/${'g'.repeat(32)}`, 400],
    [`/v1/activities/${'0'.repeat(1001)}`, 400],
    [`/v1/activities/${'0'.repeat(4001)}`, 414],
    ['/v1/activities/%00', 400],
    ['/v1/activities:trace', 400],
    ['/v1/activities:trace?source=a', 400],
    ['/v1/activities:trace?source=a&id=b&tenant=t2', 400],
    ['/v1/activities:trace?source=a&id=', 400],
    ['/v1/activities:trace?source=a&id=%00', 400],
    ['/v1/activities:trace?source=a&id=b', 200],
    ['/v1/activities:trace?source=a&source=b&id=c', 400],
    ['/v1/activities:trace?source=__proto__&id=constructor', 400],
    ['/v1/activities:nothing', 404],
    ['/v1/activities:batch', 405],
  ])('GET %s is answered %i', async (url, status) => {
    const answer = await running.get(key, url);
    expect([
      answer.statusCode,
      answer.statusCode === 200 ||
        answer.headers['content-type']?.toString().startsWith('application/problem+json'),
    ]).toEqual([status, true]);
  });

  it('that end in the middle of a body store nothing and harm nobody', async () => {
    const address = await running.app.listen({ host: '127.0.0.1', port: 0 });
    const half = request(`${address}/v1/activities`, {
      method: 'POST',
      headers: {
        authorization: key.authorization,
        'content-type': 'application/json',
        'content-length': '500',
      },
    });
    half.on('error', () => {});
    half.write(text({ id: 'half' }).slice(0, 40));
    half.destroy();
    expect((await running.post(key, '/v1/activities', compose())).statusCode).toBe(201);
  });

  it('left exactly what was acknowledged in the log', async () => {
    const owner = postgres(running.database.ownerUrl, { max: 1, onnotice: () => {} });
    const [row] = await owner<{ holes: number }[]>`
      select count(*)::int as holes from event where version <> 1 or data::text like '%bad-input%'`;
    await owner.end();
    expect(row?.holes).toBe(0);
  });
});
