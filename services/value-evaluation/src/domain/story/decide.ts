// What a story answers to a command. A draft may be revised; it is submitted once it has a step, and
// published once it is submitted and its teller agrees. Repeats are quiet.
import { reject, type Decider, type Decision } from '@copse/event-store';
import type { DraftStory, ReviseStory, StoryCommand } from './commands.ts';
import type { StoryEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { isSameTelling } from './is-same-telling.ts';
import type { StoryState, ToldStory } from './state.ts';
import { placeSteps, type StepRejection } from './steps.ts';

export type StoryRejection =
  | StepRejection
  | 'consent-required'
  | 'story-already-published'
  | 'story-already-told'
  | 'story-not-draft'
  | 'story-not-found'
  | 'story-not-submitted'
  | 'story-without-steps';

type Decided = Decision<StoryEvent, StoryRejection>;

export const storyDecider: Decider<StoryCommand, StoryState, StoryEvent, StoryRejection> = {
  initialState: { status: 'untold' },
  decide,
  evolve,
};

function decide(command: StoryCommand, state: StoryState): Decided {
  if (command.type === 'draft-story') return draftStory(command, state);
  if (state.status === 'untold') return reject('story-not-found');
  switch (command.type) {
    case 'revise-story':
      return reviseStory(command, state);
    case 'submit-story':
      return submitStory(state);
    case 'publish-story':
      return publishStory(command.consent, state);
  }
}

function draftStory(command: DraftStory, state: StoryState): Decided {
  const { storyId, communityKey, frameworkVersion, tellerPersonId, title, narrative } = command;
  if (state.status !== 'untold') return reject('story-already-told', { storyId });
  const placed = placeSteps(command.steps, frameworkVersion, []);
  if ('rejected' in placed) return placed;
  const story = { storyId, communityKey, frameworkVersion, tellerPersonId, steps: placed.steps };
  return [{ type: 'story-drafted', data: { story, texts: { title, narrative, steps: placed.texts } } }];
}

function reviseStory(command: ReviseStory, state: ToldStory): Decided {
  if (state.status !== 'draft') return reject('story-not-draft', { status: state.status });
  if (isSameTelling(command, state)) return [];
  const known = state.story.steps.map((step) => step.stepId);
  const placed = placeSteps(command.steps, state.story.frameworkVersion, known);
  if ('rejected' in placed) return placed;
  const { title, narrative } = command;
  const story = { ...state.story, steps: placed.steps };
  return [{ type: 'story-revised', data: { story, texts: { title, narrative, steps: placed.texts } } }];
}

function submitStory(state: ToldStory): Decided {
  switch (state.status) {
    case 'draft':
      if (state.story.steps.length === 0) return reject('story-without-steps');
      return [{ type: 'story-submitted', data: { story: state.story } }];
    case 'submitted':
      return [];
    case 'published':
      return reject('story-already-published');
  }
}

function publishStory(consent: boolean, state: ToldStory): Decided {
  if (!consent) return reject('consent-required', { pointer: '/consent' });
  switch (state.status) {
    case 'draft':
      return reject('story-not-submitted');
    case 'submitted':
      return [
        { type: 'consent-recorded', data: { storyId: state.story.storyId, consent: true } },
        { type: 'story-published', data: { story: state.story } },
      ];
    case 'published':
      return [];
  }
}
