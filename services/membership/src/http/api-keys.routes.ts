// Administration of access: tenants, and API keys. Nobody reaches another tenant but an operator who names it.
import { callerOf, generateApiKey } from '@copse/access';
import {
  createOnce,
  eventMetadataOf,
  explainRejection,
  IdempotencyHeaders,
  readInstant,
  settleCommand,
  type RouteApp,
} from '@copse/commands';
import { reject } from '@copse/event-store';
import { cutPage, problem, problemResponses, readCursor, readLimit } from '@copse/http';
import type { FastifyRequest } from 'fastify';
import { projectEvents, type MembershipStore } from '../store/membership-store.ts';
import { findApiKey, findTenantName, listApiKeys, type ApiKeyRow } from '../store/read-access.ts';
import {
  ApiKey,
  ApiKeyPage,
  IssuedKey,
  IssueKeyBody,
  KeyParams,
  KeyQuery,
  KeysQuery,
} from './access.schemas.ts';
import { apiKeyProblems } from './rejections.ts';

const tags = ['access'];

/** Where the id that was answered leads. */
const links = {
  201: { revoke: { operationId: 'revokeKey', parameters: { keyId: '$response.body#/keyId' } } },
};
const KEY_OF_CURSOR = [/^[0-9a-f]{16}$/];

/** Registers the routes of API keys. */
export function registerApiKeyRoutes(app: RouteApp, store: MembershipStore): void {
  issueKey(app, store);
  getKeys(app, store);
  revokeKey(app, store);
}

/**
 * The tenant a request is about: the caller's own, unless an operator names another, which must be
 * registered. Anybody else who names another learns nothing about it: 403, whether it exists or not.
 */
async function tenantOf(store: MembershipStore, request: FastifyRequest, named?: string): Promise<string> {
  const { tenant, scopes } = callerOf(request);
  if (named === undefined || named === tenant) return tenant;
  if (![...scopes].includes('operator')) {
    throw problem({
      status: 403,
      code: 'operator-required',
      title: 'Operators only',
      detail:
        'Only a key with the scope "operator" may name another tenant. Leave tenantId out for your own.',
    });
  }
  const name = await store.read(named, async (tx) => await findTenantName(tx, named));
  if (name !== null) return named;
  throw problem({
    status: 404,
    code: 'tenant-not-found',
    title: 'No such tenant',
    detail: `No tenant has the id "${named}". Register it first with POST /v1/tenants.`,
  });
}

function issueKey(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'issueKey',
    summary: 'Issue an API key',
    description:
      'The text of the key is in this answer and nowhere else. A caller grants only scopes they hold. Services know the key within seconds.',
    headers: IdempotencyHeaders,
    body: IssueKeyBody,
    response: { 201: IssuedKey, ...problemResponses(404, 409, 422) },
  };
  app.post('/v1/keys', { config: { scope: 'access:admin' }, schema, links }, async (request, reply) => {
    const tenant = await tenantOf(store, request, request.body.tenantId);
    const { label, scopes, expiresAt } = request.body;
    const generated = generateApiKey();
    const { keyId, secretHash } = generated;
    const { ids } = await createOnce(request, {
      db: store.db,
      references: store.references,
      handle: store.handlers.apiKey,
      problems: apiKeyProblems,
      project: projectEvents,
      tenant,
      streamId: `key/${keyId}`,
      command: {
        type: 'issue-key',
        keyId,
        secretHash,
        tenantId: tenant,
        label,
        scopes,
        expiresAt: expiresAt === undefined ? null : readInstant(expiresAt, '/expiresAt'),
        grantorScopes: [...callerOf(request).scopes],
        askedAt: new Date().toISOString(),
      },
      ids: { keyId },
    });
    const issued = await requireKey(store, tenant, String(ids['keyId']));
    const isRepeat = issued.keyId !== keyId;
    return await reply
      .code(201)
      .send({ ...describeKey(tenant, issued), key: isRepeat ? null : generated.key });
  });
}

async function requireKey(store: MembershipStore, tenant: string, keyId: string): Promise<ApiKeyRow> {
  const row = await store.read(tenant, async (tx) => await findApiKey(tx, tenant, keyId));
  if (row === null) throw explainRejection(apiKeyProblems, reject('key-not-found'));
  return row;
}

function getKeys(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'listKeys',
    summary: 'List API keys, without their secrets',
    querystring: KeysQuery,
    response: { 200: ApiKeyPage, ...problemResponses(404, 422) },
  };
  app.get('/v1/keys', { config: { scope: 'access:admin' }, schema }, async (request, reply) => {
    const tenant = await tenantOf(store, request, request.query.tenantId);
    const limit = readLimit(request.query);
    const [afterKeyId = null] = readCursor(request.query, KEY_OF_CURSOR) ?? [];
    const page = { afterKeyId, limit: limit + 1 };
    const rows = await store.read(tenant, async (tx) => await listApiKeys(tx, tenant, page));
    const { items, nextCursor } = cutPage(rows, limit, (row) => [row.keyId]);
    return await reply.send({ items: items.map((row) => describeKey(tenant, row)), nextCursor });
  });
}

function revokeKey(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'revokeKey',
    summary: 'Revoke an API key',
    description: 'For good, and effective everywhere within seconds. The same again is answered 200 too.',
    params: KeyParams,
    querystring: KeyQuery,
    response: { 200: ApiKey, ...problemResponses(404) },
  };
  app.delete('/v1/keys/:keyId', { config: { scope: 'access:admin' }, schema }, async (request, reply) => {
    const tenant = await tenantOf(store, request, request.query.tenantId);
    const { keyId } = request.params;
    const result = await store.handlers.apiKey(store.db, {
      tenant,
      streamId: `key/${keyId}`,
      command: { type: 'revoke-key' },
      meta: eventMetadataOf(request),
      project: projectEvents,
    });
    settleCommand(apiKeyProblems, result);
    return await reply.send(describeKey(tenant, await requireKey(store, tenant, keyId)));
  });
}

function describeKey(tenantId: string, row: ApiKeyRow): ApiKey {
  const { keyId, label, scopes, status, expiresAt, issuedAt } = row;
  return {
    keyId,
    tenantId,
    label,
    scopes: [...scopes],
    status,
    expiresAt: expiresAt?.toISOString() ?? null,
    issuedAt: issuedAt.toISOString(),
  };
}
