// What answers the commands of a story: load, decide, append, read model, in one transaction.
import { createCommandHandler } from '@copse/event-store';
import type { Keyring } from '@copse/personal-data';
import { storyDecider } from '../domain/story/decide.ts';
import { fromStoryEvent, toStoryEvents } from './story-events.ts';

export type StoryHandler = ReturnType<typeof createStoryHandler>;

/** Makes the handler of stories. */
export function createStoryHandler({ keyring }: { keyring: Keyring }) {
  return createCommandHandler({
    decider: storyDecider,
    toNewEvents: async (events, context) => await toStoryEvents(keyring, events, context),
    fromRecorded: async (recorded) => await fromStoryEvent(keyring, recorded),
  });
}
