// Reading stories, with the words their tellers found: those are opened here, with the keys of a page.
import type { Keyring, Unseal } from '@copse/personal-data';
import type { Transaction } from '@copse/postgres';
import { and, asc, eq, sql } from 'drizzle-orm';
import type { StoryTexts } from '../domain/story/events.ts';
import type { StoryStatus } from '../domain/story/state.ts';
import { openTexts } from './story-events.ts';
import { stories } from './tables.ts';

/** A story as the read model holds it, opened. Texts are null once they were erased. */
export type Story = Omit<typeof stories.$inferSelect, 'tenant' | 'sealed' | 'sealedVersion'> & {
  readonly texts: StoryTexts | null;
};

/** Where a page of stories ended. */
export interface StoryPosition {
  /** RFC 3339, UTC, milliseconds. */
  readonly draftedAt: string;
  readonly storyId: string;
}

/** Finds one by id; null where the tenant has none. */
export async function findStory(
  tx: Transaction,
  keyring: Keyring,
  tenant: string,
  storyId: string,
): Promise<Story | null> {
  const [row] = await tx
    .select()
    .from(stories)
    .where(and(eq(stories.tenant, tenant), eq(stories.storyId, storyId)));
  const [story = null] = await openStories(keyring, tenant, row === undefined ? [] : [row]);
  return story;
}

/** At most `limit` stories, oldest first, from behind `after` on. */
export async function listStories(
  tx: Transaction,
  keyring: Keyring,
  tenant: string,
  page: {
    communityKey: string | null;
    status: StoryStatus | null;
    after: StoryPosition | null;
    limit: number;
  },
): Promise<Story[]> {
  const { communityKey, status, after, limit } = page;
  const rows = await tx
    .select()
    .from(stories)
    .where(
      and(
        eq(stories.tenant, tenant),
        communityKey === null ? undefined : eq(stories.communityKey, communityKey),
        status === null ? undefined : eq(stories.status, status),
        after === null
          ? undefined
          : sql`(${stories.draftedAt}, ${stories.storyId}) > (${after.draftedAt}::timestamptz, ${after.storyId}::uuid)`,
      ),
    )
    .orderBy(asc(stories.draftedAt), asc(stories.storyId))
    .limit(limit);
  return await openStories(keyring, tenant, rows);
}

type Row = typeof stories.$inferSelect;

async function openStories(keyring: Keyring, tenant: string, rows: readonly Row[]): Promise<Story[]> {
  const told = rows.filter(({ sealed }) => sealed !== null).map(({ tellerPersonId }) => tellerPersonId);
  const unseal = await keyring.openUnsealer(tenant, told);
  return rows.map((row) => openStory(unseal, row));
}

function openStory(unseal: Unseal, row: Row): Story {
  const { tenant: _tenant, sealed, sealedVersion, ...story } = row;
  const { storyId, tellerPersonId } = story;
  const texts = openTexts(unseal, { storyId, tellerPersonId, version: sealedVersion, sealed });
  return { ...story, texts };
}
