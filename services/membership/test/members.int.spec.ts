import { randomUUID } from 'node:crypto';
import { findFaults, readPages } from '@copse/commands/service-checks';
import type { Ask } from '@copse/commands/service-home';
import { MEMBERSHIP_EVENTS } from '@copse/contracts';
import { createKeyring } from '@copse/personal-data';
import { withTenant } from '@copse/postgres';
import { eventually } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listMembers } from '../src/store/read-members.ts';
import { members } from '../src/store/tables.ts';
import {
  bridges,
  createMembershipHome,
  registerPerson,
  SCOPES_OF_MEMBERSHIP,
  type MembershipHome,
} from './membership-home.ts';

let home: MembershipHome;
let ask: Ask;
const march = '2026-03-01T00:00:00.000Z';
const june = '2026-06-01T00:00:00.000Z';

beforeAll(async () => {
  home = await createMembershipHome();
  ask = home.caller('acme', SCOPES_OF_MEMBERSHIP);
  await ask('POST /v1/communities', bridges);
});
afterAll(async () => await home.remove());

const at = (personId: string) => `/v1/communities/bridges/members/${personId}` as const;

describe('a membership', () => {
  it('begins, ends and begins again, and tells the topic each time', async () => {
    const personId = await registerPerson(ask, 'maria');
    const commitment = 'I bring one case a month.';
    const joined = await ask(`PUT ${at(personId)}`, { joinedAt: '2026-03-01T01:00:00+01:00', commitment });
    expect(joined).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: {
        communityKey: 'bridges',
        personId,
        status: 'member',
        joinedAt: march,
        leftAt: null,
        commitment,
      },
    });
    const left = await ask(`POST ${at(personId)}/leave`, { leftAt: june });
    expect(left).toMatchObject({
      status: 200,
      body: { status: 'left', joinedAt: march, leftAt: june, version: 2 },
    });
    const returned = await ask(`PUT ${at(personId)}`, { joinedAt: june });
    expect(returned).toMatchObject({
      status: 201,
      body: { status: 'member', joinedAt: june, leftAt: null, commitment: null },
    });
    await eventually(() => {
      const events = home
        .published('copse.membership')
        .filter(({ subject }) => subject.endsWith(personId) && subject.startsWith('member/'));
      expect(events.map(({ type, data }) => [type, data])).toEqual([
        [
          'copse.membership.member-joined.v1',
          expect.objectContaining({ communityKey: 'bridges', personId, joinedAt: march }),
        ],
        ['copse.membership.member-left.v1', expect.objectContaining({ personId, leftAt: june })],
        ['copse.membership.member-joined.v1', expect.objectContaining({ personId, joinedAt: june })],
      ]);
      expect(JSON.stringify(events)).not.toContain(commitment);
    });
  });

  it('is quiet when joining or leaving is repeated', async () => {
    const personId = await registerPerson(ask, 'quiet');
    expect((await ask(`PUT ${at(personId)}`, { joinedAt: march })).status).toBe(201);
    expect(await ask(`PUT ${at(personId)}`, { joinedAt: march })).toMatchObject({
      status: 200,
      body: { version: 1 },
    });
    await ask(`POST ${at(personId)}/leave`, { leftAt: june });
    expect(await ask(`POST ${at(personId)}/leave`, { leftAt: june })).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
  });

  it('takes another commitment later', async () => {
    const personId = await registerPerson(ask, 'committed');
    await ask(`PUT ${at(personId)}`, { joinedAt: march });
    const answer = await ask(`PUT ${at(personId)}`, { joinedAt: march, commitment: 'More.' });
    expect(answer).toMatchObject({ status: 200, body: { commitment: 'More.', version: 2 } });
  });

  it('refuses dates that contradict what there is', async () => {
    const personId = await registerPerson(ask, 'dates');
    await ask(`PUT ${at(personId)}`, { joinedAt: june });
    expect(await ask(`PUT ${at(personId)}`, { joinedAt: march })).toMatchObject({
      status: 409,
      body: { code: 'already-a-member' },
    });
    expect(await ask(`POST ${at(personId)}/leave`, { leftAt: march })).toMatchObject({
      status: 422,
      body: { code: 'left-before-joining', errors: [{ pointer: '/leftAt' }] },
    });
    expect(await ask(`PUT ${at(personId)}`, { joinedAt: '2026-02-30T00:00:00Z' })).toMatchObject({
      status: 422,
      body: { code: 'instant-invalid', errors: [{ pointer: '/joinedAt' }] },
    });
    expect((await ask(`PUT ${at(personId)}`, { joinedAt: 'yesterday, at noon-ish' })).status).toBe(400);
  });

  it('needs a community and a person', async () => {
    const personId = await registerPerson(ask, 'needs');
    const nowhere = await ask(`PUT /v1/communities/nowhere/members/${personId}`, { joinedAt: march });
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'community-not-found' } });
    const nobody = await ask(`PUT ${at(randomUUID())}`, { joinedAt: march });
    expect(nobody).toMatchObject({ status: 404, body: { code: 'person-not-found' } });
    const never = await ask(`POST ${at(personId)}/leave`, { leftAt: june });
    expect(never).toMatchObject({ status: 404, body: { code: 'member-not-found' } });
  });
});

describe('GET /v1/communities/{key}/members', () => {
  it('looks up the keys of a page’s commitments in one transaction, and none for those who stated none', async () => {
    const people = home.caller('committed', SCOPES_OF_MEMBERSHIP);
    await people('POST /v1/communities', bridges);
    for (let index = 0; index < 6; index += 1) {
      const stated = index === 0 ? {} : { commitment: 'One case a month.' };
      await people(`PUT ${at(await registerPerson(people, `p${index}`))}`, { joinedAt: march, ...stated });
    }
    const elsewhere = createKeyring({ connection: home.keysConnection, masterKey: home.masterKey });
    const lookUps = vi.spyOn(home.keysConnection.db, 'transaction');
    const found = await withTenant(home.connection.db, 'committed', async (tx) => {
      const [row] = await tx.select({ communityId: members.communityId }).from(members).limit(1);
      const community = { tenant: 'committed', communityId: row?.communityId ?? '', status: null };
      return await listMembers(tx, elsewhere, community, { afterPersonId: null, limit: 100 });
    });
    expect(found.map(({ commitment }) => commitment).filter((stated) => stated !== null)).toHaveLength(5);
    expect(found).toHaveLength(6);
    expect(lookUps).toHaveBeenCalledTimes(1);
    lookUps.mockRestore();
  });

  it('gives every member once, page by page, and by status', async () => {
    await ask('POST /v1/communities', { ...bridges, key: 'listed' });
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const personId = await registerPerson(ask, `listed-${index}`);
      await ask(`PUT /v1/communities/listed/members/${personId}`, {
        joinedAt: march,
        commitment: `No. ${index}`,
      });
      ids.push(personId);
    }
    await ask(`POST /v1/communities/listed/members/${ids[0] ?? ''}/leave`, { leftAt: june });
    const list = '/v1/communities/listed/members?limit=3';
    const seen = await readPages<{ personId: string; commitment: string }>(ask, list);
    expect(seen.map(({ personId }) => personId)).toEqual(ids.toSorted());
    expect(seen.map(({ commitment }) => commitment).toSorted()).toEqual(
      ids.map((_, index) => `No. ${index}`),
    );
    const gone = await readPages<{ personId: string }>(ask, `${list}&status=left`);
    expect(gone.map(({ personId }) => personId)).toEqual([ids[0]]);
  });

  it('answers 404 for a community nobody registered', async () => {
    expect((await ask('GET /v1/communities/nowhere/members')).status).toBe(404);
  });
});

describe('what is published', () => {
  it('is what the contract says, and nothing besides', async () => {
    const isWhole = ({ type }: { type: string }) => type in MEMBERSHIP_EVENTS;
    await eventually(() =>
      expect(home.published('copse.membership').filter(isWhole).length).toBeGreaterThan(16),
    );
    expect(findFaults(home.published('copse.membership'), MEMBERSHIP_EVENTS)).toEqual([]);
  });
});
