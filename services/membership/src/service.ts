// Membership, composed: what its own main, standalone and tests all use.
import { createAccessGuard, type AccessDirectory } from '@copse/access';
import {
  checkDatabase,
  describeConsumer,
  describeRelay,
  requireTopics,
  type ServiceDependencies,
} from '@copse/commands';
import { TOPIC_OF_CONTEXT } from '@copse/contracts';
import { createRelay } from '@copse/event-store';
import type { ServiceModule } from '@copse/http';
import { createKeyring, createReferences, keyringMigrations } from '@copse/personal-data';
import { requireMigrated } from '@copse/postgres';
import { createIdentitySightings } from './consumers/identity-sightings.ts';
import type { MembershipRole } from './config.ts';
import { registerApiKeyRoutes } from './http/api-keys.routes.ts';
import { registerCommunityRoutes } from './http/communities.routes.ts';
import { registerMemberRoutes } from './http/members.routes.ts';
import { registerPeopleRoutes } from './http/people.routes.ts';
import { registerTenantRoutes } from './http/tenants.routes.ts';
import { MEMBERSHIP_PUBLIC_TYPES, topicOf } from './publishing/public-types.ts';
import { createMembershipStore, type MembershipStore } from './store/membership-store.ts';
import { membershipMigrations } from './store/migrations.ts';

export type MembershipDependencies = ServiceDependencies<MembershipRole>;

const ALL_ROLES: readonly MembershipRole[] = ['http', 'relay', 'consumers'];

/** Composes the service. Nothing runs before `start`. */
export function createMembership(deps: MembershipDependencies): ServiceModule {
  const { connection, keysConnection, bus, logger, metrics, masterKey } = deps;
  const roles = deps.roles ?? ALL_ROLES;
  const store = createMembershipStore({
    db: connection.db,
    keyring: createKeyring({ connection: keysConnection, masterKey }),
    references: createReferences({ masterKey }),
  });
  const relay = createRelay({
    connection,
    bus,
    topic: TOPIC_OF_CONTEXT.membership,
    topicOf,
    source: 'copse/membership',
    publicTypes: MEMBERSHIP_PUBLIC_TYPES,
    logger,
    metrics,
  });
  const sightings = createIdentitySightings({
    bus,
    store,
    logger,
    metrics,
    onCrash: (error) => deps.onCrash?.(error),
  });
  return {
    name: 'membership',
    routes: async (app) => {
      if (roles.includes('http')) await app.register(createRoutes(store, deps.directory));
    },
    start: async () => {
      await requireMigrated(connection.sql, membershipMigrations, connection.url);
      await requireMigrated(keysConnection.sql, [keyringMigrations], keysConnection.url);
      if (roles.includes('relay')) {
        await requireTopics(deps, [TOPIC_OF_CONTEXT.membership, TOPIC_OF_CONTEXT.access]);
        await relay.start();
      }
      if (roles.includes('consumers')) await sightings.start();
    },
    stop: async () => {
      await Promise.all([sightings.stop(), relay.stop()]);
    },
    health: async () => [
      ...(await Promise.all([
        checkDatabase('PostgreSQL (membership)', connection),
        checkDatabase('PostgreSQL (keys)', keysConnection),
      ])),
      ...(roles.includes('relay') ? [describeRelay(relay)] : []),
      ...(roles.includes('consumers') ? [describeConsumer('identity sightings', sightings)] : []),
    ],
  };
}

function createRoutes(store: MembershipStore, directory: AccessDirectory): ServiceModule['routes'] {
  return async (app) => {
    await app.register(createAccessGuard({ directory }));
    registerCommunityRoutes(app, store);
    registerPeopleRoutes(app, store);
    registerMemberRoutes(app, store);
    registerTenantRoutes(app, store);
    registerApiKeyRoutes(app, store);
  };
}
