// What can happen to a story. The stream is `story/<storyId>`. Every event carries the whole public part,
// so that the newest one suffices to whoever reads them; texts are the teller's own and travel sealed.
import type { StoryState as PublicStory } from '@copse/contracts';
import type { DomainEvent } from '@copse/event-store';

export type { PublicStory };

/** What the teller wrote. Sealed under the teller's key, or the tenant's where no teller is named. */
export interface StoryTexts {
  readonly title: string | null;
  readonly narrative: string | null;
  /** By step id. */
  readonly steps: Readonly<Record<string, StepTexts>>;
}

export interface StepTexts {
  readonly text: string;
  readonly tags: readonly StepTag[];
}

/** How a teller marks a step: unsure of it, worth attention, somebody made it happen. */
export const STEP_TAGS = ['uncertainty', 'attention', 'agency'] as const;
export type StepTag = (typeof STEP_TAGS)[number];

/** Content as an event holds it. Texts are null where the key that sealed them was destroyed. */
export interface StoryContent {
  readonly story: PublicStory;
  readonly texts: StoryTexts | null;
}

export type StoryEvent =
  | DomainEvent<'story-drafted', StoryContent>
  | DomainEvent<'story-revised', StoryContent>
  | DomainEvent<'story-submitted', { readonly story: PublicStory }>
  | DomainEvent<'consent-recorded', { readonly storyId: string; readonly consent: true }>
  | DomainEvent<'story-published', { readonly story: PublicStory }>;
