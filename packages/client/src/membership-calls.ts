// Communities, people and membership.
import type { Charter, FrameworkVersion } from '@copse/contracts';
import { CopseProblemError } from './problem.ts';
import type { Transport } from './transport.ts';

export interface NewCommunity {
  readonly key: string;
  readonly name: string;
  readonly charter?: Charter;
  /** IANA name; its days are cut in it. */
  readonly timeZone: string;
  readonly frameworkVersion?: FrameworkVersion;
}

export interface Community extends Required<NewCommunity> {
  readonly communityId: string;
}

/** Who somebody is in an app. */
export interface NewPerson {
  readonly source: string;
  readonly id: string;
  readonly name?: string;
  readonly bot?: boolean;
}

export interface RegisteredPerson {
  readonly personId: string;
  readonly identityId: string;
}

export interface MembershipCalls {
  /** Registering the same again is no error; another community under the same key is (409). */
  registerCommunity(community: NewCommunity): Promise<Community>;
  findCommunity(key: string): Promise<Community | null>;
  /** The person of this identity; registering the same again gives the same person. */
  registerPerson(person: NewPerson): Promise<RegisteredPerson>;
  joinCommunity(key: string, personId: string, joinedAt: string): Promise<void>;
  leaveCommunity(key: string, personId: string, leftAt: string): Promise<void>;
}

export function createMembershipCalls(transport: Transport): MembershipCalls {
  const memberPath = (key: string, personId: string): string =>
    `/v1/communities/${encodeURIComponent(key)}/members/${encodeURIComponent(personId)}`;
  return {
    async registerCommunity(community) {
      const request = { method: 'POST', path: '/v1/communities', body: community, repeatable: true } as const;
      return (await transport.request<Community>(request)).body;
    },
    async findCommunity(key) {
      try {
        const path = `/v1/communities/${encodeURIComponent(key)}`;
        return (await transport.request<Community>({ method: 'GET', path })).body;
      } catch (error) {
        if (error instanceof CopseProblemError && error.status === 404) return null;
        throw error;
      }
    },
    async registerPerson(person) {
      const request = { method: 'POST', path: '/v1/people', body: person, repeatable: true } as const;
      return (await transport.request<RegisteredPerson>(request)).body;
    },
    async joinCommunity(key, personId, joinedAt) {
      await transport.request({ method: 'PUT', path: memberPath(key, personId), body: { joinedAt } });
    },
    async leaveCommunity(key, personId, leftAt) {
      const path = `${memberPath(key, personId)}/leave`;
      await transport.request({ method: 'POST', path, body: { leftAt }, repeatable: true });
    },
  };
}
