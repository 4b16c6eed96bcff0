// A story's events in the log: the public part as it is, the words sealed under the teller's key, or the
// tenant's own where no teller is named.
import { randomUUID } from 'node:crypto';
import type { NewEvent, RecordedEvent } from '@copse/event-store';
import type { Keyring, Unseal } from '@copse/personal-data';
import type { PublicStory, StoryEvent, StoryTexts } from '../domain/story/events.ts';

/** The stream of a story. */
export function storyStream(storyId: string): string {
  return `story/${storyId}`;
}

interface StoryStreamContext {
  readonly tenant: string;
  readonly streamId: string;
  readonly firstVersion: number;
}

/** Gives events their ids and seals words; makes the teller's key where there is none yet. */
export async function toStoryEvents(
  keyring: Keyring,
  events: readonly StoryEvent[],
  { tenant, streamId, firstVersion }: StoryStreamContext,
): Promise<NewEvent[]> {
  return await Promise.all(
    events.map(async (event, index) => {
      const version = firstVersion + index;
      const data = event.type === 'consent-recorded' ? event.data : event.data.story;
      const sealed = await sealTexts(keyring, event, { tenant, streamId, version });
      return { eventId: randomUUID(), type: event.type, schemaVersion: 1, data, sealed };
    }),
  );
}

async function sealTexts(
  keyring: Keyring,
  event: StoryEvent,
  at: { tenant: string; streamId: string; version: number },
): Promise<string | null> {
  if (event.type !== 'story-drafted' && event.type !== 'story-revised') return null;
  const { story, texts } = event.data;
  if (texts === null) return null;
  if (story.tellerPersonId !== null) await keyring.ensureKeys(at.tenant, [story.tellerPersonId]);
  return await keyring.seal(at.tenant, story.tellerPersonId, at, texts);
}

/** Opens an event. Its texts are null where the teller's key was destroyed. */
export async function fromStoryEvent(keyring: Keyring, recorded: RecordedEvent): Promise<StoryEvent> {
  if (recorded.type === 'consent-recorded') return { type: recorded.type, data: recorded.data } as StoryEvent;
  const story = recorded.data as PublicStory;
  if (recorded.type !== 'story-drafted' && recorded.type !== 'story-revised') {
    return { type: recorded.type, data: { story } } as StoryEvent;
  }
  const { tenant, version, sealed } = recorded;
  const unseal = await keyring.openUnsealer(tenant, sealed === null ? [] : [story.tellerPersonId]);
  const texts = openTexts(unseal, { version, sealed, ...story });
  return { type: recorded.type, data: { story, texts } };
}

/** Opens a story's words, from the log or from the read model. */
export function openTexts(
  unseal: Unseal,
  at: {
    storyId: string;
    tellerPersonId: string | null;
    version: number;
    sealed: string | null;
  },
): StoryTexts | null {
  if (at.sealed === null) return null;
  const context = { streamId: storyStream(at.storyId), version: at.version };
  return unseal(at.tellerPersonId, context, at.sealed) as StoryTexts | null;
}
