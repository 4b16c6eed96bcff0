import { readPages } from '@copse/commands/service-checks';
import type { Ask } from '@copse/commands/service-home';
import { eventually } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bridges,
  createMembershipHome,
  SCOPES_OF_MEMBERSHIP,
  type MembershipHome,
} from './membership-home.ts';

let home: MembershipHome;
let ask: Ask;

beforeAll(async () => {
  home = await createMembershipHome();
  ask = home.caller('acme', SCOPES_OF_MEMBERSHIP);
});
afterAll(async () => await home.remove());

const practice = { repertoire: ['case clinic'], rhythm: 'Every second Tuesday' };

describe('POST /v1/communities', () => {
  it('registers a community, says what it lacks, and tells the topic', async () => {
    const { status, headers, body } = await ask('POST /v1/communities', bridges);
    expect(status).toBe(201);
    expect(headers).toMatchObject({ etag: '"1"', location: '/v1/communities/bridges' });
    expect(body).toMatchObject({
      ...bridges,
      frameworkVersion: '2020',
      version: 1,
      isCommunityOfPractice: false,
    });
    expect(body['missing']).toEqual([
      { part: 'practice', why: expect.stringContaining('practice') as string },
    ]);
    await eventually(() => {
      const event = home.published('copse.membership').find(({ subject }) => subject === 'community/bridges');
      expect(event).toMatchObject({
        type: 'copse.membership.community-registered.v1',
        source: 'copse/membership',
        tenantid: 'acme',
        streamversion: 1,
        data: { ...bridges, frameworkVersion: '2020', communityId: body['communityId'] },
      });
    });
  });

  it('answers the same again 200 and appends nothing', async () => {
    const { status, headers } = await ask('POST /v1/communities', bridges);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ etag: '"1"' });
  });

  it('refuses the key for another community', async () => {
    const { status, body } = await ask('POST /v1/communities', { ...bridges, name: 'Card players' });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'community-key-taken', errors: [{ pointer: '/key' }] });
  });

  it('lets one of many simultaneous registrations of a key win', async () => {
    const answers = await Promise.all(
      Array.from(
        { length: 8 },
        async (_, index) =>
          await ask('POST /v1/communities', { ...bridges, key: 'raced', name: `No. ${index}` }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      201,
      ...Array<number>(7).fill(409),
    ]);
  });

  it('refuses a time zone there is not, with a pointer', async () => {
    const { status, body } = await ask('POST /v1/communities', {
      ...bridges,
      key: 'lost',
      timeZone: 'Europe/Atlantis',
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'time-zone-unknown', errors: [{ pointer: '/timeZone' }] });
  });

  it.each([
    ['a member it does not know', { ...bridges, size: 3 }, '/size'],
    ['a key that is no slug', { ...bridges, key: 'Bridges & tunnels' }, '/key'],
    ['a version there is not', { ...bridges, frameworkVersion: '1998' }, '/frameworkVersion'],
    ['NUL', { ...bridges, name: 'a\u0000b' }, '/name'],
  ])('refuses %s with a pointer', async (_, body, pointer) => {
    const answer = await ask('POST /v1/communities', body);
    expect(answer.status).toBe(400);
    expect(answer.body['errors']).toEqual([expect.objectContaining({ pointer })]);
  });

  it('takes effect once under an Idempotency-Key and refuses another body under it', async () => {
    const headers = { 'idempotency-key': 'community-1' };
    const first = await ask('POST /v1/communities', { ...bridges, key: 'once' }, headers);
    const second = await ask('POST /v1/communities', { ...bridges, key: 'once' }, headers);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    const other = await ask('POST /v1/communities', { ...bridges, key: 'twice' }, headers);
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ code: 'idempotency-key-reused' });
  });
});

describe('PUT /v1/communities/{key}/charter', () => {
  it('changes the whole charter of the version that was read', async () => {
    await ask('POST /v1/communities', { ...bridges, key: 'charter' });
    const charter = { ...bridges.charter, practice };
    const { status, headers, body } = await ask(
      'PUT /v1/communities/charter/charter',
      { charter },
      { 'if-match': '"1"' },
    );
    expect(status).toBe(200);
    expect(headers).toMatchObject({ etag: '"2"' });
    expect(body).toMatchObject({ charter, isCommunityOfPractice: true, missing: [] });
    await eventually(() => {
      const events = home
        .published('copse.membership')
        .filter(({ subject }) => subject === 'community/charter');
      expect(events.map(({ streamversion }) => streamversion)).toEqual([1, 2]);
      expect(events[1]).toMatchObject({
        type: 'copse.membership.charter-changed.v1',
        data: { key: 'charter', charter },
      });
    });
  });

  it('refuses a change of a version that has passed, and says which there is', async () => {
    const { status, headers, body } = await ask(
      'PUT /v1/communities/charter/charter',
      { charter: {} },
      { 'if-match': '"1"' },
    );
    expect(status).toBe(412);
    expect(headers).toMatchObject({ etag: '"2"' });
    expect(body).toMatchObject({ actualVersion: 2 });
  });

  it('refuses a change without If-Match', async () => {
    const { status } = await ask('PUT /v1/communities/charter/charter', { charter: {} });
    expect(status).toBe(428);
  });

  it('stays quiet when the charter is the one it has', async () => {
    const charter = { ...bridges.charter, practice };
    const { status, headers } = await ask(
      'PUT /v1/communities/charter/charter',
      { charter },
      { 'if-match': '"2"' },
    );
    expect(status).toBe(200);
    expect(headers).toMatchObject({ etag: '"2"' });
  });

  it('answers 404 for a community nobody registered', async () => {
    const { status } = await ask(
      'PUT /v1/communities/nowhere/charter',
      { charter: {} },
      { 'if-match': '"1"' },
    );
    expect(status).toBe(404);
  });
});

describe('GET /v1/communities', () => {
  it('gives every community once, page by page, while others are registered', async () => {
    const other = home.caller('pages', SCOPES_OF_MEMBERSHIP);
    const keys = Array.from({ length: 7 }, (_, index) => `c${index}`);
    for (const key of keys) await other('POST /v1/communities', { ...bridges, key });
    let registered = 0;
    const seen = await readPages<{ key: string }>(other, '/v1/communities?limit=3', async () => {
      registered += 1;
      await other('POST /v1/communities', { ...bridges, key: `b${registered}` });
    });
    expect(registered).toBe(2);
    expect(seen.map(({ key }) => key)).toEqual(keys);
  });

  it('refuses a cursor of its own making', async () => {
    const { status, body } = await ask('GET /v1/communities?cursor=bm9wZQ');
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'cursor-invalid' });
  });

  it('answers 404 for a key nobody registered', async () => {
    expect((await ask('GET /v1/communities/nowhere')).status).toBe(404);
  });
});
