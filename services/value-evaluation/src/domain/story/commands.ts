// What can be asked of a story. Ids are made by the caller, so that deciding stays pure.
import type { FrameworkVersion, ValueCycle } from '@copse/contracts';
import type { StepTag } from './events.ts';

/** A step as it is told. */
export interface StepToTell {
  /** Which step of the story this is; null for one that is new. */
  readonly stepId: string | null;
  /** The id it gets if it is new. */
  readonly newStepId: string;
  readonly cycle: ValueCycle;
  readonly occurredAt: string | null;
  readonly sign: 'positive' | 'negative';
  readonly text: string;
  readonly tags: readonly StepTag[];
}

interface Telling {
  readonly title: string | null;
  readonly narrative: string | null;
  readonly steps: readonly StepToTell[];
}

export type StoryCommand =
  | (Telling & {
      readonly type: 'draft-story';
      readonly storyId: string;
      readonly communityKey: string;
      readonly frameworkVersion: FrameworkVersion;
      readonly tellerPersonId: string | null;
    })
  | (Telling & { readonly type: 'revise-story' })
  | { readonly type: 'submit-story' }
  | { readonly type: 'publish-story'; readonly consent: boolean };

export type DraftStory = Extract<StoryCommand, { type: 'draft-story' }>;
export type ReviseStory = Extract<StoryCommand, { type: 'revise-story' }>;
