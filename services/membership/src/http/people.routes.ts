// People: register by an identity, link another, read.
import { callerOf } from '@copse/access';
import {
  answerOnce,
  eventMetadataOf,
  explainRejection,
  IdempotencyHeaders,
  isUuid,
  repeatableRequestOf,
  type RouteApp,
} from '@copse/commands';
import { etagOf, problemResponses } from '@copse/http';
import type { FastifyRequest } from 'fastify';
import type { MembershipStore } from '../store/membership-store.ts';
import { findPerson } from '../store/read-people.ts';
import { Person, PersonParams, RegisteredIdentity, RegisterIdentityBody } from './people.schemas.ts';
import { noSuchPerson, personProblems } from './rejections.ts';

const tags = ['people'];

/** Where the id that was answered leads. */
const parameters = { personId: '$response.body#/personId' };
const linksOfPerson = {
  read: { operationId: 'getPerson', parameters },
  linkIdentity: { operationId: 'linkIdentity', parameters },
  join: { operationId: 'joinCommunity', parameters },
};

/** Registers the routes of people. */
export function registerPeopleRoutes(app: RouteApp, store: MembershipStore): void {
  registerPerson(app, store);
  getPerson(app, store);
  linkIdentity(app, store);
}

interface Registered {
  readonly status: 200 | 201;
  readonly personId: string;
  readonly identityId: string;
}

/** Registers the identity of the body for a person, or (null) for whoever it is. */
async function register(
  store: MembershipStore,
  request: FastifyRequest,
  body: RegisterIdentityBody,
  personId: string | null,
): Promise<Registered> {
  const { tenant } = callerOf(request);
  const { source, id, name = null, bot = false } = body;
  if (personId !== null && !isUuid(personId)) throw noSuchPerson();
  const asked = { tenant, personId, source, id, name, bot, meta: eventMetadataOf(request) };
  const repeatable = repeatableRequestOf(request, store.references);
  const { status, ids } = await answerOnce(store.db, repeatable, async (remember) => {
    const result = await store.registerIdentity(asked, remember);
    if (result.outcome === 'rejected') throw explainRejection(personProblems, result.rejection);
    return {
      status: result.isNew ? 201 : 200,
      ids: { personId: result.personId, identityId: result.identityId },
    };
  });
  return {
    status: status === 201 ? 201 : 200,
    personId: String(ids['personId']),
    identityId: String(ids['identityId']),
  };
}

function registerPerson(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'registerPerson',
    summary: 'Register a person by who they are in an app',
    description: 'An identity that is somebody’s already is answered 200 with that person; nothing changes.',
    headers: IdempotencyHeaders,
    body: RegisterIdentityBody,
    response: { 201: RegisteredIdentity, 200: RegisteredIdentity, ...problemResponses(409, 422) },
  };
  const links = { 201: linksOfPerson, 200: linksOfPerson };
  app.post('/v1/people', { config: { scope: 'membership:write' }, schema, links }, async (request, reply) => {
    const { status, personId, identityId } = await register(store, request, request.body, null);
    return await reply
      .code(status)
      .header('location', `/v1/people/${personId}`)
      .send({ personId, identityId });
  });
}

function linkIdentity(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'linkIdentity',
    summary: 'Link another identity to a person',
    description:
      'True for all the past: what the identity did, the person did. The same again is answered 200.',
    params: PersonParams,
    headers: IdempotencyHeaders,
    body: RegisterIdentityBody,
    response: { 201: RegisteredIdentity, 200: RegisteredIdentity, ...problemResponses(404, 409, 422) },
  };
  app.post(
    '/v1/people/:personId/identities',
    { config: { scope: 'membership:write' }, schema },
    async (request, reply) => {
      const { status, ...ids } = await register(store, request, request.body, request.params.personId);
      return await reply.code(status).header('location', `/v1/people/${ids.personId}`).send(ids);
    },
  );
}

function getPerson(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags,
    operationId: 'getPerson',
    summary: 'Read a person',
    params: PersonParams,
    response: { 200: Person, ...problemResponses(404) },
  };
  app.get(
    '/v1/people/:personId',
    { config: { scope: 'membership:read' }, schema },
    async (request, reply) => {
      const { tenant } = callerOf(request);
      const { personId } = request.params;
      if (!isUuid(personId)) throw noSuchPerson();
      const person = await store.read(
        tenant,
        async (tx) => await findPerson(tx, store.keyring, tenant, personId),
      );
      if (person === null) throw noSuchPerson();
      const { identities, linkedIdentityIds, version } = person;
      return await reply.header('etag', etagOf(version)).send({
        personId,
        identities: [...identities],
        linkedIdentityIds: [...linkedIdentityIds],
        version,
      });
    },
  );
}
