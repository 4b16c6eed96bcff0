// The read model of stories, from their events. The one function that appends and rebuilds use.
import type { RecordedEvent } from '@copse/event-store';
import type { Transaction } from '@copse/postgres';
import { and, eq } from 'drizzle-orm';
import type { PublicStory } from '../domain/story/events.ts';
import { stories } from './tables.ts';

/** Applies one event of a story's stream. */
export async function projectEvent(tx: Transaction, event: RecordedEvent): Promise<void> {
  const { tenant, version, sealed } = event;
  const changedAt = new Date(event.recordedAt);
  switch (event.type) {
    case 'story-drafted': {
      const story = event.data as PublicStory;
      await tx.insert(stories).values({
        tenant,
        ...story,
        status: 'draft',
        consent: false,
        sealed,
        sealedVersion: version,
        version,
        draftedAt: changedAt,
        changedAt,
      });
      return;
    }
    case 'story-revised': {
      const { steps } = event.data as PublicStory;
      await updateStory(tx, event, { steps, sealed, sealedVersion: version });
      return;
    }
    case 'story-submitted':
      await updateStory(tx, event, { status: 'submitted' });
      return;
    case 'consent-recorded':
      await updateStory(tx, event, { consent: true });
      return;
    case 'story-published':
      await updateStory(tx, event, { status: 'published' });
      return;
    default:
      throw new Error(`no read model knows event type ${event.type} of stream ${event.streamId}`);
  }
}

async function updateStory(
  tx: Transaction,
  event: RecordedEvent,
  change: Partial<typeof stories.$inferInsert>,
): Promise<void> {
  const { storyId } = event.data as { storyId: string };
  await tx
    .update(stories)
    .set({ ...change, version: event.version, changedAt: new Date(event.recordedAt) })
    .where(and(eq(stories.tenant, event.tenant), eq(stories.storyId, storyId)));
}
