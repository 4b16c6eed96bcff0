// A story as it is answered.
import { isUuid } from '@copse/commands';
import { findStory, type Story as StoryRow } from '../store/read-stories.ts';
import type { StoryStore } from '../store/story-store.ts';
import { noSuchStory } from './rejections.ts';
import type { Story } from './stories.schemas.ts';

/** Reads a story by id; throws a 404 where the tenant has none. */
export async function requireStory(store: StoryStore, tenant: string, storyId: string): Promise<StoryRow> {
  if (!isUuid(storyId)) throw noSuchStory();
  const row = await store.read(tenant, async (tx) => await findStory(tx, store.keyring, tenant, storyId));
  if (row === null) throw noSuchStory();
  return row;
}

/** Composes the answer: each step with its words again. */
export function describeStory(row: StoryRow): Story {
  const { storyId, frameworkVersion, status, consent, texts, version } = row;
  return {
    storyId,
    community: row.communityKey,
    frameworkVersion,
    teller: row.tellerPersonId === null ? null : { personId: row.tellerPersonId },
    status,
    consent,
    title: texts?.title ?? null,
    narrative: texts?.narrative ?? null,
    steps: row.steps.map((step) => {
      const words = texts?.steps[step.stepId];
      return { ...step, text: words?.text ?? null, tags: [...(words?.tags ?? [])] };
    }),
    draftedAt: row.draftedAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    version,
  };
}
