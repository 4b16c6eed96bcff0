import { createPostgresAccessCopy } from '@copse/access';
import { createServiceHome, type Ask } from '@copse/commands/service-home';
import { eventually } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMembership, membershipMigrations } from '../src/index.ts';
import { createMembershipHome, SCOPES_OF_MEMBERSHIP, type MembershipHome } from './membership-home.ts';

let home: MembershipHome;
let operator: Ask;
let admin: Ask;

beforeAll(async () => {
  home = await createMembershipHome();
  operator = home.caller('house', ['operator', 'access:admin', 'membership:read']);
  admin = home.caller('acme', SCOPES_OF_MEMBERSHIP);
  await operator('POST /v1/tenants', { tenantId: 'acme', name: 'Acme' });
});
afterAll(async () => await home.remove());

const reader = { label: 'reader', scopes: ['membership:read'] };

describe('POST /v1/tenants', () => {
  it('registers a tenant once and tells the topic', async () => {
    const tenant = { tenantId: 'bridges-inc', name: 'Bridges Inc' };
    expect(await operator('POST /v1/tenants', tenant)).toMatchObject({ status: 201, body: tenant });
    expect(await operator('POST /v1/tenants', tenant)).toMatchObject({ status: 200, body: tenant });
    const other = await operator('POST /v1/tenants', { ...tenant, name: 'Tunnels Inc' });
    expect(other).toMatchObject({ status: 409, body: { code: 'tenant-id-taken' } });
    await eventually(() => {
      const events = home.published('copse.access').filter(({ subject }) => subject === 'tenant/bridges-inc');
      expect(events).toEqual([
        expect.objectContaining({
          type: 'copse.access.tenant-registered.v1',
          tenantid: 'bridges-inc',
          data: tenant,
        }),
      ]);
    });
  });

  it('is for operators alone', async () => {
    expect((await admin('POST /v1/tenants', { tenantId: 'mine', name: 'Mine' })).status).toBe(403);
  });

  it('takes effect once under an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'tenant-1' };
    const tenant = { tenantId: 'once', name: 'Once' };
    expect((await operator('POST /v1/tenants', tenant, headers)).status).toBe(201);
    expect((await operator('POST /v1/tenants', tenant, headers)).status).toBe(201);
  });
});

describe('POST /v1/keys', () => {
  it('issues a key whose text is in the answer and nowhere else', async () => {
    const { status, headers, body } = await admin('POST /v1/keys', {
      ...reader,
      expiresAt: '2290-01-01T00:00:00+01:00',
    });
    expect(status).toBe(201);
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    const { key, keyId } = body as { key: string; keyId: string };
    expect(key).toMatch(new RegExp(`^copse_${keyId}_[A-Za-z0-9_-]{43}$`));
    expect(body).toMatchObject({
      ...reader,
      tenantId: 'acme',
      status: 'active',
      expiresAt: '2289-12-31T23:00:00.000Z',
    });
    await eventually(() =>
      expect(home.published('copse.access').map(({ subject }) => subject)).toContain(`key/${keyId}`),
    );
    const secret = key.split('_').slice(2).join('_');
    const listed = await admin('GET /v1/keys');
    expect(JSON.stringify([home.published('copse.access'), listed.body])).not.toContain(secret);
    expect(listed.body['items']).toContainEqual(expect.objectContaining({ keyId, label: 'reader' }));
    expect(JSON.stringify(listed.body)).not.toContain('secretHash');
  });

  it('grants no scope the caller lacks', async () => {
    const { status, body } = await admin('POST /v1/keys', {
      label: 'x',
      scopes: ['value:write', 'membership:read'],
    });
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: 'scope-not-held', errors: [{ pointer: '/scopes' }] });
  });

  it('refuses an expiry that has passed', async () => {
    const answer = await admin('POST /v1/keys', { ...reader, expiresAt: '2020-01-01T00:00:00Z' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'expires-in-the-past' } });
  });

  it('lets an operator name another tenant, and nobody else', async () => {
    const named = { ...reader, tenantId: 'acme' };
    expect(await operator('POST /v1/keys', named)).toMatchObject({ status: 201, body: { tenantId: 'acme' } });
    expect(await operator('POST /v1/keys', { ...reader, tenantId: 'nobody' })).toMatchObject({
      status: 404,
      body: { code: 'tenant-not-found' },
    });
    for (const tenantId of ['house', 'nobody']) {
      expect(await admin('POST /v1/keys', { ...reader, tenantId })).toMatchObject({
        status: 403,
        body: { code: 'operator-required' },
      });
    }
  });

  it('issues one key under an Idempotency-Key and shows its text the first time only', async () => {
    const headers = { 'idempotency-key': 'key-1' };
    const first = await admin('POST /v1/keys', reader, headers);
    const second = await admin('POST /v1/keys', reader, headers);
    expect(second).toMatchObject({ status: 201, body: { keyId: first.body['keyId'], key: null } });
    const forAcme = { ...reader, tenantId: 'acme' };
    expect((await operator('POST /v1/keys', forAcme, { 'idempotency-key': 'key-2' })).status).toBe(201);
  });
});

describe('DELETE /v1/keys/{keyId}', () => {
  it('revokes for good, tells the topic the whole state, and is quiet when repeated', async () => {
    const { body } = await admin('POST /v1/keys', reader);
    const keyId = String(body['keyId']);
    expect(await admin(`DELETE /v1/keys/${keyId}`)).toMatchObject({
      status: 200,
      body: { keyId, status: 'revoked' },
    });
    expect(await admin(`DELETE /v1/keys/${keyId}`)).toMatchObject({
      status: 200,
      body: { status: 'revoked' },
    });
    await eventually(() => {
      const events = home.published('copse.access').filter(({ subject }) => subject === `key/${keyId}`);
      expect(events.map(({ data }) => data)).toEqual([
        expect.objectContaining({
          ...reader,
          keyId,
          status: 'active',
          secretHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        }),
        expect.objectContaining({
          ...reader,
          keyId,
          status: 'revoked',
          secretHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        }),
      ]);
    });
  });

  it('answers 404 for another tenant’s key and for none', async () => {
    const { body } = await admin('POST /v1/keys', reader);
    const beta = home.caller('beta', ['access:admin']);
    expect((await beta(`DELETE /v1/keys/${String(body['keyId'])}`)).status).toBe(404);
    expect((await admin('DELETE /v1/keys/0000000000000000')).status).toBe(404);
    expect((await operator(`DELETE /v1/keys/${String(body['keyId'])}?tenantId=acme`)).status).toBe(200);
  });
});

describe('a key that was issued', () => {
  it('is known to membership itself within two seconds, and unknown within two of being revoked', async () => {
    const own = await createHomeWithCopy();
    try {
      const { body } = await own.ask('POST /v1/keys', { label: 'new', scopes: ['membership:read'] });
      const caller = own.home.callerWith(String(body['key']));
      const within = { timeoutMs: 2000, intervalMs: 50 };
      await eventually(async () => expect((await caller('GET /v1/communities')).status).toBe(200), within);
      await own.ask(`DELETE /v1/keys/${String(body['keyId'])}`);
      await eventually(async () => expect((await caller('GET /v1/communities')).status).toBe(401), within);
    } finally {
      await own.copy.stop();
      await own.home.remove();
    }
  });
});

/** A home whose guard believes membership's own copy of copse.access, besides the callers of the spec. */
async function createHomeWithCopy() {
  let copy: ReturnType<typeof createPostgresAccessCopy> | undefined;
  const own = await createServiceHome({
    sets: membershipMigrations,
    compose: (parts) => {
      const ofTopic = createPostgresAccessCopy({ ...parts, groupId: 'copse.membership.access' });
      copy = ofTopic;
      const find = async (keyId: string) =>
        (await parts.directory.find(keyId)) ?? (await ofTopic.find(keyId));
      return createMembership({ ...parts, directory: { find } });
    },
  });
  if (copy === undefined) throw new Error('the home composed nothing');
  await copy.start();
  return { home: own, copy, ask: own.caller('acme', SCOPES_OF_MEMBERSHIP) };
}
