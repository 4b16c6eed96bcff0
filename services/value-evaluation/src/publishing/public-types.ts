// From private event types to public ones; total, so that a new type needs a decision. What is private of an
// event lies in the sealed column, so the data of a published one is public as it stands.
import type { VALUE_EVENTS } from '@copse/contracts';
import type { StoryEvent } from '../domain/story/events.ts';

/** What each event is called outside; null stays inside the service. */
export const VALUE_PUBLIC_TYPES: Readonly<Record<StoryEvent['type'], keyof typeof VALUE_EVENTS | null>> = {
  'story-drafted': 'copse.value.story-drafted.v1',
  'story-revised': 'copse.value.story-revised.v1',
  'story-submitted': 'copse.value.story-submitted.v1',
  'consent-recorded': null,
  'story-published': 'copse.value.story-published.v1',
};
