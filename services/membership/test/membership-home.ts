// Membership at home: its app on real databases and the embedded bus, and the requests specs make often.
import { randomUUID } from 'node:crypto';
import { createServiceHome, type Ask, type ServiceHome } from '@copse/commands/service-home';
import { createReferences } from '@copse/personal-data';
import { createMembership, membershipMigrations } from '../src/index.ts';

/** Every scope membership's routes ask for, but the operator's. */
export const SCOPES_OF_MEMBERSHIP = ['membership:read', 'membership:write', 'access:admin'] as const;

export interface MembershipHome extends ServiceHome {
  /** Publishes what capture says when an identity acts for the first time; returns the identity capture made. */
  sight(
    tenant: string,
    source: string,
    id: string,
    options?: { identityId?: string; bot?: boolean },
  ): Promise<string>;
}

/** Makes a home with relay and consumers running. */
export async function createMembershipHome(
  options: { maxConnections?: number } = {},
): Promise<MembershipHome> {
  const home = await createServiceHome({ sets: membershipMigrations, compose: createMembership, ...options });
  const references = createReferences(home);
  return {
    ...home,
    sight: async (tenant, source, id, { identityId = randomUUID(), bot = false } = {}) => {
      const event = {
        specversion: '1.0',
        id: randomUUID(),
        source: 'copse/activity-capture',
        type: 'copse.identity.sighted.v1',
        subject: `identity/${identityId}`,
        time: new Date().toISOString(),
        datacontenttype: 'application/json',
        tenantid: tenant,
        streamversion: 1,
        data: { identityId, lookup: references.ofTenant(tenant).identityLookup(source, id), source, bot },
      };
      const key = `${tenant}/identity/${identityId}`;
      await home.bus.publish('copse.identity', [{ key, value: Buffer.from(JSON.stringify(event)) }]);
      return identityId;
    },
  };
}

/** A community by key. */
export const bridges = {
  key: 'bridges',
  name: 'Bridge engineers',
  timeZone: 'Europe/Lisbon',
  charter: {
    domain: { concern: 'Bridges that last', topics: ['fatigue'] },
    community: { who: 'Engineers of five towns', norms: [], roles: [] },
  },
};

/** Registers a person and returns their id. */
export async function registerPerson(ask: Ask, id: string, source = 'forum'): Promise<string> {
  const { body } = await ask('POST /v1/people', { source, id });
  return String(body['personId']);
}
