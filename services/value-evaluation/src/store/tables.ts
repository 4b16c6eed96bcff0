// The read model of value-evaluation, written in the transaction of the append it follows from. The tenant
// leads; row-level security is forced (see the migration). `version` is the stream's: it is the entity tag.
import { instantColumn } from '@copse/commands';
import type { FrameworkVersion, StoryState } from '@copse/contracts';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { STORY_STATUSES } from '../domain/story/state.ts';

/** Stories. `sealed` holds the teller's words as the event of version `sealedVersion` sealed them. */
export const stories = pgTable(
  'stories',
  {
    tenant: text('tenant').notNull(),
    storyId: uuid('story_id').notNull(),
    communityKey: text('community_key').notNull(),
    frameworkVersion: text('framework_version').$type<FrameworkVersion>().notNull(),
    tellerPersonId: uuid('teller_person_id'),
    status: text('status', { enum: STORY_STATUSES }).notNull(),
    consent: boolean('consent').notNull(),
    steps: jsonb('steps').$type<StoryState['steps']>().notNull(),
    sealed: text('sealed'),
    sealedVersion: integer('sealed_version').notNull(),
    version: integer('version').notNull(),
    draftedAt: instantColumn('drafted_at').notNull(),
    changedAt: instantColumn('changed_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.storyId] }),
    index('stories_by_age').on(table.tenant, table.draftedAt, table.storyId),
    index('stories_by_community').on(table.tenant, table.communityKey, table.draftedAt, table.storyId),
  ],
);
