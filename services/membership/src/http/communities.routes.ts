// Communities: register, list, read, change the charter.
import { randomUUID } from 'node:crypto';
import { callerOf } from '@copse/access';
import {
  createOnce,
  eventMetadataOf,
  explainRejection,
  IdempotencyHeaders,
  settleCommand,
  type RouteApp,
} from '@copse/commands';
import { reject } from '@copse/event-store';
import {
  cutPage,
  etagOf,
  IfMatchHeaders,
  PageQuery,
  problemResponses,
  readCursor,
  readLimit,
  requireIfMatch,
} from '@copse/http';
import { projectEvents, type MembershipStore } from '../store/membership-store.ts';
import { findCommunity, listCommunities, type CommunityRow } from '../store/read-communities.ts';
import {
  ChangeCharterBody,
  Community,
  CommunityKeyParams,
  CommunityPage,
  RegisterCommunityBody,
} from './communities.schemas.ts';
import { describeCommunity } from './describe-community.ts';
import { communityProblems } from './rejections.ts';

const tags = ['communities'];

/** Where the key that was answered leads. */
const parameters = { key: '$response.body#/key' };
const linksOfCommunity = {
  read: { operationId: 'getCommunity', parameters },
  changeCharter: { operationId: 'changeCharter', parameters },
  join: { operationId: 'joinCommunity', parameters },
  listMembers: { operationId: 'listMembers', parameters },
};
const links = { 201: linksOfCommunity, 200: linksOfCommunity };
const KEY_OF_CURSOR = [/^[a-z0-9-]{1,100}$/];

/** Registers the routes of communities. */
export function registerCommunityRoutes(app: RouteApp, store: MembershipStore): void {
  registerCommunity(app, store);
  getCommunities(app, store);
  getCommunity(app, store);
  changeCharter(app, store);
}

/** Reads a community by key; throws a 404 where the tenant has none. */
export async function requireCommunity(
  store: MembershipStore,
  tenant: string,
  key: string,
): Promise<CommunityRow> {
  const row = await store.read(tenant, async (tx) => await findCommunity(tx, tenant, key));
  if (row === null) throw explainRejection(communityProblems, reject('community-not-found'));
  return row;
}

function registerCommunity(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'registerCommunity',
    summary: 'Register a community',
    description:
      'The same community again is answered 200. The answer says which of domain, community and practice the charter lacks, and why.',
    headers: IdempotencyHeaders,
    body: RegisterCommunityBody,
    response: { 201: Community, 200: Community, ...problemResponses(409, 422) },
  };
  app.post(
    '/v1/communities',
    { config: { scope: 'membership:write' }, schema, links },
    async (request, reply) => {
      const { tenant } = callerOf(request);
      const { key, name, timeZone, charter = {}, frameworkVersion = '2020' } = request.body;
      const asked = { communityId: randomUUID(), key, name, timeZone, charter, frameworkVersion };
      const { status } = await createOnce(request, {
        db: store.db,
        references: store.references,
        handle: store.handlers.community,
        problems: communityProblems,
        project: projectEvents,
        tenant,
        streamId: `community/${key}`,
        command: { type: 'register-community', ...asked },
        ids: { key },
      });
      const community = describeCommunity(await requireCommunity(store, tenant, key));
      return await reply
        .code(status)
        .header('location', `/v1/communities/${key}`)
        .header('etag', etagOf(community.version))
        .send(community);
    },
  );
}

function getCommunities(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'listCommunities',
    summary: 'List communities by key',
    querystring: PageQuery,
    response: { 200: CommunityPage, ...problemResponses(422) },
  };
  app.get('/v1/communities', { config: { scope: 'membership:read' }, schema }, async (request, reply) => {
    const { tenant } = callerOf(request);
    const limit = readLimit(request.query);
    const [afterKey = null] = readCursor(request.query, KEY_OF_CURSOR) ?? [];
    const page = { afterKey, limit: limit + 1 };
    const rows = await store.read(tenant, async (tx) => await listCommunities(tx, tenant, page));
    const { items, nextCursor } = cutPage(rows, limit, (row) => [row.key]);
    return await reply.send({ items: items.map(describeCommunity), nextCursor });
  });
}

function getCommunity(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'getCommunity',
    summary: 'Read a community',
    params: CommunityKeyParams,
    response: { 200: Community, ...problemResponses(404) },
  };
  app.get(
    '/v1/communities/:key',
    { config: { scope: 'membership:read' }, schema },
    async (request, reply) => {
      const row = await requireCommunity(store, callerOf(request).tenant, request.params.key);
      return await reply.header('etag', etagOf(row.version)).send(describeCommunity(row));
    },
  );
}

function changeCharter(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'changeCharter',
    summary: 'Change a charter: the whole of it',
    params: CommunityKeyParams,
    headers: IfMatchHeaders,
    body: ChangeCharterBody,
    response: { 200: Community, ...problemResponses(404, 412, 428) },
  };
  app.put(
    '/v1/communities/:key/charter',
    { config: { scope: 'membership:write' }, schema },
    async (request, reply) => {
      const { tenant } = callerOf(request);
      const { key } = request.params;
      const result = await store.handlers.community(store.db, {
        tenant,
        streamId: `community/${key}`,
        command: { type: 'change-charter', charter: request.body.charter },
        expectedVersion: requireIfMatch(request),
        meta: eventMetadataOf(request),
        project: projectEvents,
      });
      settleCommand(communityProblems, result);
      const row = await requireCommunity(store, tenant, key);
      return await reply.header('etag', etagOf(row.version)).send(describeCommunity(row));
    },
  );
}
