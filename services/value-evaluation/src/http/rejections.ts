// Every refusal of a story as a problem: code → status and words.
import { explainRejection, type RejectionProblems } from '@copse/commands';
import { reject } from '@copse/event-store';
import type { Problem } from '@copse/http';
import type { StoryRejection } from '../domain/story/decide.ts';

export const storyProblems: RejectionProblems<StoryRejection> = {
  'consent-required': {
    status: 422,
    title: 'Consent required',
    detail: () => 'A story is published only when its teller agrees. Send {"consent": true} once they do.',
    pointer: '/consent',
  },
  'cycle-not-in-framework': {
    status: 422,
    title: 'No such cycle in this framework version',
    detail: ({ cycle, frameworkVersion, cycles }) =>
      `The framework of ${String(frameworkVersion)} has no cycle "${String(cycle)}". It has ${String(cycles).replaceAll(',', ', ')}.`,
  },
  'step-not-found': {
    status: 422,
    title: 'No such step',
    detail: ({ stepId }) => `The story has no step ${String(stepId)}. Leave stepId out for a new step.`,
  },
  'step-told-twice': {
    status: 422,
    title: 'Step told twice',
    detail: ({ stepId }) => `Step ${String(stepId)} stands twice in the list. Send each step once.`,
  },
  'story-already-published': {
    status: 409,
    title: 'Published already',
    detail: () => 'The story is published. It cannot be submitted again.',
  },
  'story-already-told': {
    status: 409,
    title: 'Told already',
    detail: () => 'Another story has this id. Nothing was drafted; ask again.',
  },
  'story-not-draft': {
    status: 409,
    title: 'Not a draft any more',
    detail: ({ status }) => `The story is ${String(status)}. Only a draft can be revised.`,
  },
  'story-not-found': {
    status: 404,
    title: 'No such story',
    detail: () => 'No story has this id. List the stories there are.',
  },
  'story-not-submitted': {
    status: 409,
    title: 'Not submitted',
    detail: () => 'The story is a draft. Submit it before it is published.',
  },
  'story-without-steps': {
    status: 409,
    title: 'No steps',
    detail: () => 'The story has no steps. Revise it with at least one before submitting it.',
  },
};

/** A story the tenant does not know. */
export function noSuchStory(): Problem {
  return explainRejection(storyProblems, reject('story-not-found'));
}
