import { randomUUID } from 'node:crypto';
import type { Ask } from '@copse/commands/service-home';
import { eventually } from '@copse/testing';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMembershipHome, SCOPES_OF_MEMBERSHIP, type MembershipHome } from './membership-home.ts';

let home: MembershipHome;
let ask: Ask;

beforeAll(async () => {
  home = await createMembershipHome();
  ask = home.caller('acme', SCOPES_OF_MEMBERSHIP);
});
afterAll(async () => await home.remove());

/** The links of a person as the topic tells them, in their order. */
function linksOf(personId: unknown): { identityId: string; bot: boolean }[] {
  return home
    .published('copse.membership')
    .filter(({ subject }) => subject === `person/${String(personId)}`)
    .map(({ data }) => data as { identityId: string; bot: boolean });
}

describe('POST /v1/people', () => {
  it('registers a person once, however often it is asked', async () => {
    const maria = { source: 'forum', id: 'maria', name: 'Maria Ω' };
    const first = await ask('POST /v1/people', maria);
    expect(first.status).toBe(201);
    const second = await ask('POST /v1/people', maria);
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
    const { personId, identityId } = first.body;
    const read = await ask(`GET /v1/people/${String(personId)}`);
    expect(read.body).toEqual({
      personId,
      identities: [{ identityId, source: 'forum', id: 'maria', name: 'Maria Ω', bot: false }],
      linkedIdentityIds: [identityId],
      version: 2,
    });
    await eventually(() => expect(linksOf(personId)).toEqual([{ personId, identityId, bot: false }]));
  });

  it('makes one person of many simultaneous registrations', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => await ask('POST /v1/people', { source: 'forum', id: 'raced' })),
    );
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      ...Array<number>(7).fill(200),
      201,
    ]);
    expect(new Set(answers.map(({ body }) => body['personId'])).size).toBe(1);
  });

  it('tells (source, id) pairs apart that would read the same when joined', async () => {
    const one = await ask('POST /v1/people', { source: 'a:b', id: 'c' });
    const other = await ask('POST /v1/people', { source: 'a', id: 'b:c' });
    expect(one.body['personId']).not.toBe(other.body['personId']);
  });

  it('keeps ids and names sealed: neither log, read models nor topic hold them', async () => {
    const canary = `canary-${randomUUID()}`;
    await ask('POST /v1/people', { source: 'forum', id: canary, name: `${canary} the Name` });
    const sql = postgres(home.ownerUrl, { max: 1 });
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`;
    expect(tables.length).toBeGreaterThan(10);
    const holding: string[] = [];
    for (const { name } of tables) {
      const found = await sql.unsafe(`select 1 from ${name} as line where line::text like '%${canary}%'`);
      if (found.length > 0) holding.push(name);
    }
    expect(holding).toEqual([]);
    await sql.end();
    expect(JSON.stringify(home.published('copse.membership'))).not.toContain(canary);
  });

  it('answers 404 for a person nobody registered, and for what no id looks like', async () => {
    expect(await ask('GET /v1/people/u-417')).toMatchObject({
      status: 404,
      body: { code: 'person-not-found' },
    });
    expect((await ask('POST /v1/people/u-417/identities', { source: 'forum', id: 'x' })).status).toBe(404);
    expect((await ask('GET /v1/people/%F0%9F%A7%91')).status).toBe(404);
    expect((await ask(`GET /v1/people/${randomUUID()}`)).status).toBe(404);
    const link = await ask(`POST /v1/people/${randomUUID()}/identities`, { source: 'forum', id: 'nobody' });
    expect(link.status).toBe(404);
  });
});

describe('POST /v1/people/{personId}/identities', () => {
  it('links another identity, and the same again is the same', async () => {
    const { body: person } = await ask('POST /v1/people', { source: 'forum', id: 'joão' });
    const personId = String(person['personId']);
    const chat = { source: 'chat', id: 'jo', bot: true };
    const first = await ask(`POST /v1/people/${personId}/identities`, chat);
    expect(first.status).toBe(201);
    const second = await ask(`POST /v1/people/${personId}/identities`, chat);
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(await ask('POST /v1/people', chat)).toMatchObject({ status: 200, body: first.body });
    await eventually(() => {
      expect(linksOf(personId).map(({ identityId }) => identityId)).toEqual([
        person['identityId'],
        first.body['identityId'],
      ]);
    });
  });

  it('refuses an identity of another person', async () => {
    const { body: one } = await ask('POST /v1/people', { source: 'forum', id: 'one' });
    await ask('POST /v1/people', { source: 'forum', id: 'other' });
    const answer = await ask(`POST /v1/people/${String(one['personId'])}/identities`, {
      source: 'forum',
      id: 'other',
    });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'identity-of-another-person' });
  });
});

describe('an identity that capture sights', () => {
  it('is linked when its person is registered already, once however often it is told', async () => {
    const { body } = await ask('POST /v1/people', { source: 'forum', id: 'before' });
    const identityId = await home.sight('acme', 'forum', 'before');
    await home.sight('acme', 'forum', 'before', { identityId });
    await eventually(() => expect(linksOf(body['personId'])).toHaveLength(2));
    await home.sight('acme', 'forum', 'before', { identityId });
    const later = await home.sight('acme', 'forum', 'before');
    await eventually(() => {
      expect(linksOf(body['personId']).map((link) => link.identityId)).toEqual([
        body['identityId'],
        identityId,
        later,
      ]);
    });
  });

  it('waits for its person and is linked by the registration', async () => {
    const identityId = await home.sight('acme', 'forum', 'after');
    await awaitSightings(identityId);
    const { body } = await ask('POST /v1/people', { source: 'forum', id: 'after' });
    await eventually(() => {
      expect(linksOf(body['personId']).map((link) => link.identityId)).toEqual([
        body['identityId'],
        identityId,
      ]);
    });
  });

  it('is linked when it is sighted at the same moment as its person is registered', async () => {
    const ids = Array.from({ length: 25 }, (_, index) => `moment-${index}`);
    const people = await Promise.all(
      ids.map(async (id) => {
        const [identityId, { body }] = await Promise.all([
          home.sight('acme', 'forum', id),
          ask('POST /v1/people', { source: 'forum', id }),
        ]);
        return { personId: body['personId'], expected: new Set([body['identityId'], identityId]) };
      }),
    );
    await eventually(
      () => {
        for (const { personId, expected } of people) {
          const linked = linksOf(personId).map((link) => link.identityId);
          expect(linked).toHaveLength(2);
          expect(new Set<unknown>(linked)).toEqual(expected);
        }
      },
      { timeoutMs: 30_000 },
    );
  });

  it('of another tenant is nobody’s here', async () => {
    const { body } = await ask('POST /v1/people', { source: 'forum', id: 'shared' });
    const elsewhere = await home.sight('beta', 'forum', 'shared');
    const here = await home.sight('acme', 'forum', 'shared');
    await eventually(() => expect(linksOf(body['personId'])).toHaveLength(2));
    const linked = linksOf(body['personId']).map((link) => link.identityId);
    expect(linked).toEqual([body['identityId'], here]);
    expect(linked).not.toContain(elsewhere);
  });

  it('is a bot when either side says so', async () => {
    const { body } = await ask('POST /v1/people', { source: 'forum', id: 'robot', bot: true });
    const identityId = await home.sight('acme', 'forum', 'robot');
    await eventually(() => {
      expect(linksOf(body['personId'])).toContainEqual({ personId: body['personId'], identityId, bot: true });
    });
  });
});

/** Resolves when the consumer has taken a sighting in. */
async function awaitSightings(identityId: string): Promise<void> {
  const sql = postgres(home.ownerUrl, { max: 1 });
  try {
    await eventually(async () => {
      expect(await sql`select 1 from sightings where identity_id = ${identityId}`).toHaveLength(1);
    });
  } finally {
    await sql.end();
  }
}
