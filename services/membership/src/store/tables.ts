// The read models of membership, written in the transaction of the append they follow from, and what the
// consumer of sightings remembers. Every table leads with the tenant; row-level security is forced (see the
// migration). `version` is the stream's: it is the entity tag a client gets.
import { instantColumn } from '@copse/commands';
import type { Charter, Scope } from '@copse/contracts';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';

export const communities = pgTable(
  'communities',
  {
    tenant: text('tenant').notNull(),
    key: text('key').notNull(),
    communityId: uuid('community_id').notNull(),
    name: text('name').notNull(),
    charter: jsonb('charter').$type<Charter>().notNull(),
    timeZone: text('time_zone').notNull(),
    frameworkVersion: text('framework_version').notNull(),
    version: integer('version').notNull(),
    registeredAt: instantColumn('registered_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.key] })],
);

export const people = pgTable(
  'people',
  {
    tenant: text('tenant').notNull(),
    personId: uuid('person_id').notNull(),
    version: integer('version').notNull(),
    registeredAt: instantColumn('registered_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.personId] })],
);

/** Every identity that is some person's: those registered here and those capture sighted. */
export const linkedIdentities = pgTable(
  'linked_identities',
  {
    tenant: text('tenant').notNull(),
    identityId: uuid('identity_id').notNull(),
    personId: uuid('person_id').notNull(),
    bot: boolean('bot').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.identityId] }),
    index('linked_identities_by_person').on(table.tenant, table.personId),
  ],
);

/** The identities registered here, by keyed hash. `sealed` holds id and name under the identity's key. */
export const registeredIdentities = pgTable(
  'registered_identities',
  {
    tenant: text('tenant').notNull(),
    lookup: text('lookup').notNull(),
    identityId: uuid('identity_id').notNull(),
    personId: uuid('person_id').notNull(),
    source: text('source').notNull(),
    bot: boolean('bot').notNull(),
    sealed: text('sealed'),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.lookup] }),
    index('registered_identities_by_person').on(table.tenant, table.personId),
  ],
);

/** What capture announced. Not a read model: it comes from another service's topic. */
export const sightings = pgTable(
  'sightings',
  {
    tenant: text('tenant').notNull(),
    identityId: uuid('identity_id').notNull(),
    lookup: text('lookup').notNull(),
    bot: boolean('bot').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.identityId] }),
    index('sightings_by_lookup').on(table.tenant, table.lookup),
  ],
);

/** The newest interval of each membership. `sealed` is its commitment, written at `sealedVersion`. */
export const members = pgTable(
  'members',
  {
    tenant: text('tenant').notNull(),
    communityId: uuid('community_id').notNull(),
    personId: uuid('person_id').notNull(),
    status: text('status', { enum: ['member', 'left'] }).notNull(),
    joinedAt: instantColumn('joined_at').notNull(),
    leftAt: instantColumn('left_at'),
    sealed: text('sealed'),
    sealedVersion: integer('sealed_version'),
    version: integer('version').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.communityId, table.personId] })],
);

export const tenants = pgTable('tenants', {
  tenant: text('tenant').primaryKey(),
  name: text('name').notNull(),
  version: integer('version').notNull(),
});

/** API keys as an administrator sees them: without the hash of the secret. */
export const apiKeys = pgTable(
  'api_keys',
  {
    tenant: text('tenant').notNull(),
    keyId: text('key_id').notNull(),
    label: text('label').notNull(),
    scopes: text('scopes').array().$type<Scope[]>().notNull(),
    status: text('status', { enum: ['active', 'revoked'] }).notNull(),
    expiresAt: instantColumn('expires_at'),
    version: integer('version').notNull(),
    issuedAt: instantColumn('issued_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.keyId] })],
);
