// Memberships: join, leave, list.
import { callerOf } from '@copse/access';
import {
  eventMetadataOf,
  explainRejection,
  isUuid,
  readInstant,
  settleCommand,
  type RouteApp,
} from '@copse/commands';
import { reject } from '@copse/event-store';
import { cutPage, etagOf, problemResponses, readCursor, readLimit } from '@copse/http';
import type { FastifyRequest } from 'fastify';
import type { MemberCommand } from '../domain/member/commands.ts';
import { memberStream } from '../store/member-events.ts';
import { projectEvents, type MembershipStore } from '../store/membership-store.ts';
import { findMember, listMembers, type Member as MemberRow } from '../store/read-members.ts';
import { isPersonKnown } from '../store/read-people.ts';
import { CommunityKeyParams } from './communities.schemas.ts';
import { requireCommunity } from './communities.routes.ts';
import { JoinBody, LeaveBody, Member, MemberPage, MemberParams, MembersQuery } from './members.schemas.ts';
import { memberProblems, noSuchPerson } from './rejections.ts';

const tags = ['members'];
const PERSON_OF_CURSOR = [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

/** Registers the routes of memberships. */
export function registerMemberRoutes(app: RouteApp, store: MembershipStore): void {
  join(app, store);
  leave(app, store);
  getMembers(app, store);
}

type Asked =
  | { readonly type: 'join'; readonly joinedAt: string; readonly commitment: string | null }
  | { readonly type: 'leave'; readonly leftAt: string };

/** Runs a command of one membership and answers what it came to. */
async function changeMembership(
  store: MembershipStore,
  request: FastifyRequest<{ Params: { key: string; personId: string } }>,
  asked: Asked,
): Promise<{ hasJoined: boolean; member: Member }> {
  const { tenant } = callerOf(request);
  const { key, personId } = request.params;
  const { communityId } = await requireCommunity(store, tenant, key);
  const isKnown =
    isUuid(personId) && (await store.read(tenant, async (tx) => await isPersonKnown(tx, tenant, personId)));
  if (!isKnown) throw noSuchPerson();
  await store.keyring.ensureKeys(tenant, [personId]);
  const command: MemberCommand = { communityId, communityKey: key, personId, ...asked };
  const result = await store.handlers.member(store.db, {
    tenant,
    streamId: memberStream(communityId, personId),
    command,
    meta: eventMetadataOf(request),
    project: projectEvents,
  });
  settleCommand(memberProblems, result);
  const hasJoined = result.outcome === 'done' && result.events.some(({ type }) => type === 'member-joined');
  const at = { tenant, communityId, personId };
  const row = await store.read(tenant, async (tx) => await findMember(tx, store.keyring, at));
  if (row === null) throw explainRejection(memberProblems, reject('member-not-found'));
  return { hasJoined, member: describeMember(key, row) };
}

function join(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'joinCommunity',
    summary: 'Make a person a member',
    description:
      'A new membership, or a return after leaving, is answered 201; the same again 200. A commitment that is left out takes none back.',
    params: MemberParams,
    body: JoinBody,
    response: { 201: Member, 200: Member, ...problemResponses(404, 409, 422) },
  };
  app.put(
    '/v1/communities/:key/members/:personId',
    { config: { scope: 'membership:write' }, schema },
    async (request, reply) => {
      const joinedAt = readInstant(request.body.joinedAt, '/joinedAt');
      const { commitment = null } = request.body;
      const { hasJoined, member } = await changeMembership(store, request, {
        type: 'join',
        joinedAt,
        commitment,
      });
      return await reply
        .code(hasJoined ? 201 : 200)
        .header('etag', etagOf(member.version))
        .send(member);
    },
  );
}

function leave(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'leaveCommunity',
    summary: 'End a membership',
    description: 'The same again is answered 200 too. Whoever left may join again.',
    params: MemberParams,
    body: LeaveBody,
    response: { 200: Member, ...problemResponses(404, 409, 422) },
  };
  app.post(
    '/v1/communities/:key/members/:personId/leave',
    { config: { scope: 'membership:write' }, schema },
    async (request, reply) => {
      const leftAt = readInstant(request.body.leftAt, '/leftAt');
      const { member } = await changeMembership(store, request, { type: 'leave', leftAt });
      return await reply.header('etag', etagOf(member.version)).send(member);
    },
  );
}

function getMembers(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'listMembers',
    summary: 'List the members of a community, and those who left',
    params: CommunityKeyParams,
    querystring: MembersQuery,
    response: { 200: MemberPage, ...problemResponses(404, 422) },
  };
  app.get(
    '/v1/communities/:key/members',
    { config: { scope: 'membership:read' }, schema },
    async (request, reply) => {
      const { tenant } = callerOf(request);
      const { key } = request.params;
      const { status = null } = request.query;
      const limit = readLimit(request.query);
      const [afterPersonId = null] = readCursor(request.query, PERSON_OF_CURSOR) ?? [];
      const { communityId } = await requireCommunity(store, tenant, key);
      const rows = await store.read(
        tenant,
        async (tx) =>
          await listMembers(
            tx,
            store.keyring,
            { tenant, communityId, status },
            { afterPersonId, limit: limit + 1 },
          ),
      );
      const { items, nextCursor } = cutPage(rows, limit, (row) => [row.personId]);
      return await reply.send({ items: items.map((row) => describeMember(key, row)), nextCursor });
    },
  );
}

function describeMember(communityKey: string, row: MemberRow): Member {
  const { personId, status, joinedAt, leftAt, commitment, version } = row;
  return {
    communityKey,
    personId,
    status,
    joinedAt: joinedAt.toISOString(),
    leftAt: leftAt?.toISOString() ?? null,
    commitment,
    version,
  };
}
