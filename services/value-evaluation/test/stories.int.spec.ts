import { randomUUID } from 'node:crypto';
import { findFaults, readPages } from '@copse/commands/service-checks';
import type { Ask, ServiceHome } from '@copse/commands/service-home';
import { createKeyring } from '@copse/personal-data';
import { withTenant } from '@copse/postgres';
import { VALUE_EVENTS } from '@copse/contracts';
import { eventually } from '@copse/testing';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findStory, listStories } from '../src/store/read-stories.ts';
import { clinic, createValueHome, draft, march, storyteller } from './value-home.ts';

let home: ServiceHome;
let ask: Ask;

beforeAll(async () => {
  home = await createValueHome();
  ask = storyteller(home);
});
afterAll(async () => await home.remove());

const version = (number: number) => ({ 'if-match': `"${number}"` });

/** What the topic tells of a story, in its order. */
function eventsOf(storyId: string) {
  return home.published('copse.value').filter(({ subject }) => subject === `story/${storyId}`);
}

describe('GET /v1/frameworks', () => {
  it('lists the versions with their cycles', async () => {
    const { status, body } = await ask('GET /v1/frameworks');
    expect(status).toBe(200);
    const items = body['items'] as { version: string; cycles: { cycle: string; question: string }[] }[];
    expect(items.map((framework) => [framework.version, framework.cycles.length])).toEqual([
      ['2011', 5],
      ['2014', 7],
      ['2020', 8],
    ]);
    expect(items[0]?.cycles.at(-1)).toMatchObject({ cycle: 'reframing' });
  });
});

describe('a story', () => {
  it('goes from draft to publication, and the topic hears of each turn without a word of it', async () => {
    const teller = { personId: randomUUID() };
    const drafted = await ask('POST /v1/stories', { ...clinic, teller });
    expect(drafted).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    expect(drafted.body).toMatchObject({
      community: 'bridges',
      teller,
      status: 'draft',
      consent: false,
      title: clinic.title,
      narrative: clinic.narrative,
      steps: [
        { cycle: 'immediate', occurredAt: march, sign: 'positive', text: 'We met.', tags: [] },
        { cycle: 'applied', occurredAt: null, text: 'I changed the bearing.', tags: ['agency'] },
      ],
    });
    const storyId = String(drafted.body['storyId']);
    const [first] = drafted.body['steps'] as { stepId: string }[];
    const revision = {
      title: 'It paid off twice',
      steps: [
        { ...clinic.steps[0], stepId: first?.stepId },
        { cycle: 'realized', sign: 'negative', text: 'One closure came too late.' },
      ],
    };
    const revised = await ask(`PUT /v1/stories/${storyId}`, revision, version(1));
    expect(revised).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: {
        title: 'It paid off twice',
        narrative: null,
        steps: [{ stepId: first?.stepId }, { sign: 'negative' }],
      },
    });
    expect(await ask(`POST /v1/stories/${storyId}/submit`)).toMatchObject({
      status: 200,
      body: { status: 'submitted' },
    });
    const published = await ask(`POST /v1/stories/${storyId}/publish`, { consent: true }, version(3));
    expect(published).toMatchObject({
      status: 200,
      body: { status: 'published', consent: true, version: 5 },
    });
    await eventually(() => {
      expect(eventsOf(storyId).map(({ type, streamversion }) => [type, streamversion])).toEqual([
        ['copse.value.story-drafted.v1', 1],
        ['copse.value.story-revised.v1', 2],
        ['copse.value.story-submitted.v1', 3],
        ['copse.value.story-published.v1', 5],
      ]);
    });
    const told = eventsOf(storyId).at(-1)?.data;
    expect(told).toEqual({
      storyId,
      communityKey: 'bridges',
      frameworkVersion: '2020',
      tellerPersonId: teller.personId,
      steps: [
        { stepId: first?.stepId, cycle: 'immediate', occurredAt: march, sign: 'positive' },
        expect.objectContaining({ cycle: 'realized', occurredAt: null, sign: 'negative' }),
      ],
    });
  });

  it('is quiet when a turn is repeated', async () => {
    const storyId = await draft(ask);
    const same = { title: clinic.title, narrative: clinic.narrative, steps: clinic.steps };
    expect(await ask(`PUT /v1/stories/${storyId}`, same, version(1))).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
    });
    await ask(`POST /v1/stories/${storyId}/submit`);
    expect(await ask(`POST /v1/stories/${storyId}/submit`)).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
    });
    await ask(`POST /v1/stories/${storyId}/publish`, { consent: true }, version(2));
    const again = await ask(`POST /v1/stories/${storyId}/publish`, { consent: true }, version(4));
    expect(again).toMatchObject({ status: 200, headers: { etag: '"4"' } });
  });

  it('is refused where a cycle is not of its framework version, with a pointer', async () => {
    const [met] = clinic.steps;
    const steps = [met, { ...met, cycle: 'reframing' }];
    const answer = await ask('POST /v1/stories', { ...clinic, steps });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'cycle-not-in-framework', errors: [{ pointer: '/steps/1/cycle' }] },
    });
    const in2011 = await ask('POST /v1/stories', { ...clinic, frameworkVersion: '2011', steps });
    expect(in2011.status).toBe(201);
    const storyId = await draft(ask);
    expect(await ask(`PUT /v1/stories/${storyId}`, { steps }, version(1))).toMatchObject({ status: 422 });
  });

  it.each([
    [
      'an instant that is none',
      { ...clinic.steps[0], occurredAt: '2026-02-30T00:00:00Z' },
      422,
      '/steps/0/occurredAt',
    ],
    ['a sign there is not', { ...clinic.steps[0], sign: 'neutral' }, 400, '/steps/0/sign'],
    ['a step without words', { ...clinic.steps[0], text: '' }, 400, '/steps/0/text'],
    ['NUL in the words', { ...clinic.steps[0], text: 'a\u0000b' }, 400, '/steps/0/text'],
    ['a tag twice', { ...clinic.steps[0], tags: ['agency', 'agency'] }, 400, '/steps/0/tags'],
  ])('is refused with %s', async (_, step, status, pointer) => {
    const answer = await ask('POST /v1/stories', { ...clinic, steps: [step] });
    expect(answer.status).toBe(status);
    expect((answer.body['errors'] as { pointer: string }[]).map((fault) => fault.pointer)).toContain(pointer);
  });

  it('is published only when submitted, agreed to, and unchanged since it was read', async () => {
    const empty = await draft(ask, { ...clinic, steps: [] });
    expect(await ask(`POST /v1/stories/${empty}/submit`)).toMatchObject({
      status: 409,
      body: { code: 'story-without-steps' },
    });
    const storyId = await draft(ask);
    const publish = async (consent: boolean, headers = {}) =>
      await ask(`POST /v1/stories/${storyId}/publish`, { consent }, headers);
    expect(await publish(true, version(1))).toMatchObject({
      status: 409,
      body: { code: 'story-not-submitted' },
    });
    await ask(`POST /v1/stories/${storyId}/submit`, undefined, version(1));
    expect((await publish(true)).status).toBe(428);
    expect(await publish(true, version(1))).toMatchObject({ status: 412, headers: { etag: '"2"' } });
    expect(await publish(false, version(2))).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/consent' }] },
    });
    expect(await publish(true, version(2))).toMatchObject({ status: 200 });
    expect(await ask(`PUT /v1/stories/${storyId}`, { steps: [] }, version(4))).toMatchObject({ status: 409 });
    expect(await ask(`POST /v1/stories/${storyId}/submit`)).toMatchObject({ status: 409 });
  });

  it('is drafted once under an Idempotency-Key, also when both requests come at once', async () => {
    const headers = { 'idempotency-key': 'story-1' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, async () => await ask('POST /v1/stories', clinic, headers)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(6).fill(201));
    expect(new Set(answers.map(({ body }) => body['storyId'])).size).toBe(1);
    const other = await ask('POST /v1/stories', { ...clinic, title: 'Another' }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });
});

describe('a teller’s words', () => {
  it('stand sealed in log and read model, under the teller’s key or the tenant’s', async () => {
    const canary = `canary-${randomUUID()}`;
    const steps = [{ ...clinic.steps[0], text: `${canary} step` }];
    for (const teller of [{ personId: randomUUID() }, undefined]) {
      const story = { ...clinic, title: `${canary} title`, narrative: canary, steps };
      await draft(ask, teller === undefined ? story : { ...story, teller });
    }
    const sql = postgres(home.ownerUrl, { max: 1 });
    for (const table of ['event', 'stories', 'idempotency_keys']) {
      const found = await sql`select 1 from ${sql(table)} as line where line::text like ${`%${canary}%`}`;
      expect([table, ...found]).toEqual([table]);
    }
    await sql.end();
  });

  it('are gone when the teller’s key is destroyed, while the story’s bones stay', async () => {
    const personId = randomUUID();
    const storyId = await draft(ask, { ...clinic, teller: { personId } });
    const other = await draft(ask, { ...clinic, teller: { personId: randomUUID() } });
    const keyring = createKeyring({ connection: home.keysConnection, masterKey: home.masterKey });
    expect(await keyring.destroyKey('acme', personId)).toBe(true);
    // A process of its own, which remembers no key.
    const elsewhere = createKeyring({ connection: home.keysConnection, masterKey: home.masterKey });
    const read = async (id: string) =>
      await withTenant(home.connection.db, 'acme', async (tx) => await findStory(tx, elsewhere, 'acme', id));
    expect(await read(storyId)).toMatchObject({
      texts: null,
      steps: [{ cycle: 'immediate' }, { cycle: 'applied' }],
    });
    expect(await read(other)).toMatchObject({ texts: { title: clinic.title } });
  });
});

describe('GET /v1/stories', () => {
  it('looks up the keys of a page’s tellers in one transaction', async () => {
    const other = storyteller(home, 'tellers');
    for (let index = 0; index < 5; index += 1)
      await draft(other, { ...clinic, teller: { personId: randomUUID() } });
    const elsewhere = createKeyring({ connection: home.keysConnection, masterKey: home.masterKey });
    const lookUps = vi.spyOn(home.keysConnection.db, 'transaction');
    const page = { communityKey: null, status: null, after: null, limit: 100 };
    const found = await withTenant(
      home.connection.db,
      'tellers',
      async (tx) => await listStories(tx, elsewhere, 'tellers', page),
    );
    expect(found.map(({ texts }) => texts?.title)).toEqual(Array.from({ length: 5 }, () => clinic.title));
    expect(lookUps).toHaveBeenCalledTimes(1);
    lookUps.mockRestore();
  });

  it('gives every story once, page by page, oldest first, by community and status', async () => {
    const other = storyteller(home, 'pages');
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      ids.push(
        await draft(other, { ...clinic, community: index % 2 === 0 ? 'even' : 'odd', title: `No. ${index}` }),
      );
    }
    const list = async (query: string): Promise<string[]> => {
      const seen = await readPages<{ storyId: string }>(other, `/v1/stories?limit=3${query}`);
      return seen.map(({ storyId }) => storyId);
    };
    expect(await list('')).toEqual(ids);
    expect(await list('&community=odd')).toEqual(ids.filter((_, index) => index % 2 === 1));
    await other(`POST /v1/stories/${ids[2] ?? ''}/submit`);
    expect(await list('&status=submitted')).toEqual([ids[2]]);
    expect(await list('&community=odd&status=submitted')).toEqual([]);
  });

  it.each([
    ['of another list', ['some-community']],
    ['with a day that no calendar has', ['2026-02-30T10:00:00.000Z', randomUUID()]],
    ['with a time past what is kept', ['0000-01-01T00:00:00.000Z', randomUUID()]],
  ])('refuses a cursor %s', async (_what, parts) => {
    const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
    expect(await ask(`GET /v1/stories?cursor=${cursor}`)).toMatchObject({
      status: 422,
      body: { code: 'cursor-invalid', errors: [{ in: 'query', pointer: '/cursor' }] },
    });
  });

  it('answers 404 for a story nobody told, and for what no id looks like', async () => {
    expect(await ask('GET /v1/stories/s-1')).toMatchObject({
      status: 404,
      body: { code: 'story-not-found' },
    });
    expect((await ask('POST /v1/stories/s-1/submit')).status).toBe(404);
    expect((await ask(`GET /v1/stories/${randomUUID()}`)).status).toBe(404);
    expect((await ask(`POST /v1/stories/${randomUUID()}/submit`)).status).toBe(404);
    expect((await ask(`PUT /v1/stories/${randomUUID()}`, { steps: [] }, version(1))).status).toBe(404);
  });
});

describe('what is published', () => {
  it('is what the contract says, and nothing besides', async () => {
    const isWhole = ({ type }: { type: string }) => type in VALUE_EVENTS;
    await eventually(() => expect(home.published('copse.value').filter(isWhole).length).toBeGreaterThan(12));
    expect(findFaults(home.published('copse.value'), VALUE_EVENTS)).toEqual([]);
  });
});
