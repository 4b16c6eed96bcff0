// A story as its stream tells it: draft, then submitted, then published.
import type { StoryContent } from './events.ts';

export const STORY_STATUSES = ['draft', 'submitted', 'published'] as const;
export type StoryStatus = (typeof STORY_STATUSES)[number];

export interface ToldStory extends StoryContent {
  readonly status: StoryStatus;
  /** Whether the teller agreed to publication. */
  readonly consent: boolean;
}

export type StoryState = { readonly status: 'untold' } | ToldStory;
