// Every refusal of membership's deciders as a problem: code → status and words.
import { explainRejection, type RejectionProblems } from '@copse/commands';
import { reject } from '@copse/event-store';
import type { Problem } from '@copse/http';
import type { ApiKeyRejection } from '../domain/api-key/decide.ts';
import type { CommunityRejection } from '../domain/community/decide.ts';
import type { IdentityRejection } from '../domain/identity/decide.ts';
import type { MemberRejection } from '../domain/member/decide.ts';
import { MAX_IDENTITIES, type PersonRejection } from '../domain/person/decide.ts';
import type { TenantRejection } from '../domain/tenant/decide.ts';

export const communityProblems: RejectionProblems<CommunityRejection> = {
  'community-key-taken': {
    status: 409,
    title: 'Key taken',
    detail: ({ key }) =>
      `Another community, or another state of this one, has the key "${String(key)}". Choose another key, or change the charter of the one there is.`,
    pointer: '/key',
  },
  'community-not-found': {
    status: 404,
    title: 'No such community',
    detail: () => 'No community has this key. Register it first, or list the communities there are.',
  },
  'time-zone-unknown': {
    status: 422,
    title: 'Unknown time zone',
    detail: ({ timeZone }) =>
      `"${String(timeZone)}" is no IANA time zone. Send one as the IANA database spells it, such as Europe/Lisbon or UTC.`,
    pointer: '/timeZone',
  },
};

export const personProblems: RejectionProblems<IdentityRejection | PersonRejection> = {
  'identity-of-another-person': {
    status: 409,
    title: 'Identity of another person',
    detail: ({ personId }) =>
      `This source and id belong to person ${String(personId)}. An identity is one person at a time.`,
    pointer: '/id',
  },
  'person-not-found': {
    status: 404,
    title: 'No such person',
    detail: () => 'No person has this id. Register the person first by an identity.',
  },
  'too-many-identities': {
    status: 409,
    title: 'Too many identities',
    detail: () =>
      `A person has at most ${MAX_IDENTITIES} identities. Look whether these are really one person.`,
  },
};

export const memberProblems: RejectionProblems<MemberRejection> = {
  'already-a-member': {
    status: 409,
    title: 'A member already',
    detail: ({ joinedAt }) =>
      `The person is a member since ${String(joinedAt)}. To begin a new membership, end this one first.`,
    pointer: '/joinedAt',
  },
  'already-left': {
    status: 409,
    title: 'Left already',
    detail: ({ leftAt }) => `The person left at ${String(leftAt)}. That date stands.`,
    pointer: '/leftAt',
  },
  'joined-before-leaving': {
    status: 422,
    title: 'Joined before leaving',
    detail: ({ leftAt }) => `The person left at ${String(leftAt)}. A return is at that instant or later.`,
    pointer: '/joinedAt',
  },
  'left-before-joining': {
    status: 422,
    title: 'Left before joining',
    detail: ({ joinedAt }) =>
      `The person joined at ${String(joinedAt)}. Leaving is at that instant or later.`,
    pointer: '/leftAt',
  },
  'member-not-found': {
    status: 404,
    title: 'Not a member',
    detail: () => 'The person has never joined this community.',
  },
};

export const tenantProblems: RejectionProblems<TenantRejection> = {
  'tenant-id-taken': {
    status: 409,
    title: 'Tenant id taken',
    detail: ({ tenantId }) => `A tenant of another name has the id "${String(tenantId)}". Choose another id.`,
    pointer: '/tenantId',
  },
};

export const apiKeyProblems: RejectionProblems<ApiKeyRejection> = {
  'expires-in-the-past': {
    status: 422,
    title: 'Expires in the past',
    detail: ({ expiresAt }) => `${String(expiresAt)} has passed. Send an instant to come, or none.`,
    pointer: '/expiresAt',
  },
  'key-id-taken': {
    status: 409,
    title: 'Key id taken',
    detail: () => 'The random id of this key was taken. Nothing was issued; ask again.',
  },
  'key-not-found': {
    status: 404,
    title: 'No such key',
    detail: () => 'No key of this tenant has this id. List the keys there are.',
  },
  'scope-not-held': {
    status: 403,
    title: 'Scope not held',
    detail: ({ scopes }) =>
      `This API key does not hold ${String(scopes)} and cannot grant it. Use a key that does, or ask for less.`,
    pointer: '/scopes',
  },
};

/** A person the tenant does not know. */
export function noSuchPerson(): Problem {
  return explainRejection(personProblems, reject('person-not-found'));
}
