import type { Ask } from '@copse/commands/service-home';
import { rebuildReadModels } from '@copse/commands';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModels } from '../src/index.ts';
import {
  bridges,
  createMembershipHome,
  registerPerson,
  SCOPES_OF_MEMBERSHIP,
  type MembershipHome,
} from './membership-home.ts';

let home: MembershipHome;

beforeAll(async () => {
  // One connection: whatever one request leaves behind in it, the next would see.
  home = await createMembershipHome({ maxConnections: 1 });
});
afterAll(async () => await home.remove());

const march = '2026-03-01T00:00:00.000Z';

describe('two tenants', () => {
  it('interleaved on one connection, with equal names, never see each other', async () => {
    const tenants = ['acme', 'beta'].map((tenant) => ({
      tenant,
      ask: home.caller(tenant, SCOPES_OF_MEMBERSHIP),
    }));
    const rounds = 40;
    const stories = tenants.map(async ({ tenant, ask }) => {
      const people = new Set<string>();
      for (let round = 0; round < rounds; round += 1) {
        const key = `c${round}`;
        const created = await ask('POST /v1/communities', { ...bridges, key, name: `${tenant} ${round}` });
        expect(created).toMatchObject({ status: 201, body: { name: `${tenant} ${round}` } });
        const personId = await registerPerson(ask, `person ${round}`);
        people.add(personId);
        expect(
          (await ask(`PUT /v1/communities/${key}/members/${personId}`, { joinedAt: march })).status,
        ).toBe(201);
        const read = await ask(`GET /v1/communities/${key}`);
        expect(read.body['name']).toBe(`${tenant} ${round}`);
        const { body } = await ask(`GET /v1/communities/${key}/members`);
        expect((body['items'] as { personId: string }[]).map((member) => member.personId)).toEqual([
          personId,
        ]);
      }
      return people;
    });
    const [ofAcme, ofBeta] = await Promise.all(stories);
    expect(ofAcme?.size).toBe(rounds);
    expect([...(ofAcme ?? [])].filter((personId) => ofBeta?.has(personId))).toEqual([]);
  });

  it('see nothing of each other by a cursor the other was given', async () => {
    const [acme, beta] = ['cursor-a', 'cursor-b'].map((tenant) =>
      home.caller(tenant, SCOPES_OF_MEMBERSHIP),
    ) as [Ask, Ask];
    for (const key of ['a', 'b', 'c'])
      await acme('POST /v1/communities', { ...bridges, key, name: `acme ${key}` });
    for (const key of ['b', 'd'])
      await beta('POST /v1/communities', { ...bridges, key, name: `beta ${key}` });
    const { body } = await acme('GET /v1/communities?limit=1');
    const answer = await beta(`GET /v1/communities?cursor=${String(body['nextCursor'])}`);
    const names = (answer.body['items'] as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(['beta b', 'beta d']);
  });

  it('get 404 for each other’s objects on every route that names one', async () => {
    const [acme, beta] = ['acme', 'beta'].map((tenant) => home.caller(tenant, SCOPES_OF_MEMBERSHIP)) as [
      Ask,
      Ask,
    ];
    await acme('POST /v1/communities', { ...bridges, key: 'secret' });
    const personId = await registerPerson(acme, 'secret');
    const ownPerson = await registerPerson(beta, 'own');
    const { body } = await acme('POST /v1/keys', { label: 'x', scopes: ['membership:read'] });
    const ifMatch = { 'if-match': '"1"' };
    const answers = await Promise.all([
      beta('GET /v1/communities/secret'),
      beta('PUT /v1/communities/secret/charter', { charter: {} }, ifMatch),
      beta('GET /v1/communities/secret/members'),
      beta(`PUT /v1/communities/secret/members/${ownPerson}`, { joinedAt: march }),
      beta(`PUT /v1/communities/c0/members/${personId}`, { joinedAt: march }),
      beta(`POST /v1/communities/secret/members/${personId}/leave`, { leftAt: march }),
      beta(`GET /v1/people/${personId}`),
      beta(`POST /v1/people/${personId}/identities`, { source: 'forum', id: 'stolen' }),
      beta(`DELETE /v1/keys/${String(body['keyId'])}`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  });

  it('have no rows for a transaction that names no tenant', async () => {
    for (const table of [
      'communities',
      'people',
      'linked_identities',
      'registered_identities',
      'members',
      'sightings',
      'tenants',
      'api_keys',
      'idempotency_keys',
      'event',
    ]) {
      expect([table, ...(await home.connection.sql`select 1 from ${home.connection.sql(table)}`)]).toEqual([
        table,
      ]);
    }
  });
});

describe('rebuilding read models', () => {
  it('gives the same rows as the appends did, for one tenant, and leaves the other’s alone', async () => {
    const ask = home.caller('acme', SCOPES_OF_MEMBERSHIP);
    await ask('PUT /v1/communities/c0/charter', { charter: {} }, { 'if-match': '"1"' });
    const personId = await registerPerson(ask, 'person 0');
    await ask(`POST /v1/people/${personId}/identities`, { source: 'chat', id: 'p0' });
    await ask(`PUT /v1/communities/c0/members/${personId}`, { joinedAt: march, commitment: 'Words.' });
    await ask(`POST /v1/communities/c0/members/${personId}/leave`, { leftAt: march });
    const { body } = await ask('POST /v1/keys', { label: 'gone', scopes: ['membership:read'] });
    await ask(`DELETE /v1/keys/${String(body['keyId'])}`);
    const operator = home.caller('house', ['operator']);
    await operator('POST /v1/tenants', { tenantId: 'acme', name: 'Acme' });
    const before = await dumpReadModels();
    await spoil();
    expect(await dumpReadModels()).not.toEqual(before);
    const { events } = await rebuildReadModels(home.connection.db, 'acme', readModels);
    expect(events).toBeGreaterThan(120);
    expect(await dumpReadModels()).toEqual(before);
  });
});

async function asOwner<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(home.ownerUrl, { max: 1 });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** Every row of every read model of every tenant, in an order of their own. */
async function dumpReadModels(): Promise<Record<string, string[]>> {
  return await asOwner(async (sql) => {
    const dump: Record<string, string[]> = {};
    for (const table of [
      'communities',
      'people',
      'linked_identities',
      'registered_identities',
      'members',
      'tenants',
      'api_keys',
    ]) {
      const rows = await sql<
        { line: string }[]
      >`select line::text as line from ${sql(table)} as line order by 1`;
      dump[table] = rows.map(({ line }) => line);
      expect([table, rows.length > 0]).toEqual([table, true]);
    }
    return dump;
  });
}

/** What a broken projection might have left: rows lost, made up and changed. */
async function spoil(): Promise<void> {
  await asOwner(async (sql) => {
    await sql`delete from members where tenant = 'acme'`;
    await sql`update communities set name = 'spoilt', version = 99 where tenant = 'acme'`;
    await sql`insert into people values ('acme', gen_random_uuid(), 1, now())`;
  });
}
