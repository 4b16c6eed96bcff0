import { specify } from '@copse/event-store/specification';
import { describe, it } from 'vitest';
import type { StepToTell, StoryCommand } from './commands.ts';
import { storyDecider } from './decide.ts';
import type { PublicStory, StoryEvent } from './events.ts';

const { given } = specify(storyDecider);

const storyId = '66666666-6666-4666-8666-666666666666';
const stepA = '77777777-7777-4777-8777-77777777777a';
const stepB = '77777777-7777-4777-8777-77777777777b';
const stepC = '77777777-7777-4777-8777-77777777777c';
const occurredAt = '2026-03-01T00:00:00.000Z';

const told = (newStepId: string, cycle: StepToTell['cycle'], text: string): StepToTell => ({
  stepId: null,
  newStepId,
  cycle,
  occurredAt,
  sign: 'positive',
  text,
  tags: ['agency'],
});
const placed = (stepId: string, cycle: StepToTell['cycle']) =>
  ({ stepId, cycle, occurredAt, sign: 'positive' }) as const;
const words = (text: string) => ({ text, tags: ['agency'] as const });

const draft: StoryCommand = {
  type: 'draft-story',
  storyId,
  communityKey: 'bridges',
  frameworkVersion: '2020',
  tellerPersonId: null,
  title: 'A clinic paid off',
  narrative: null,
  steps: [told(stepA, 'immediate', 'We met.'), told(stepB, 'applied', 'I changed the bearing.')],
};
const base = { storyId, communityKey: 'bridges', frameworkVersion: '2020', tellerPersonId: null } as const;
const story = { ...base, steps: [placed(stepA, 'immediate'), placed(stepB, 'applied')] };
const texts = {
  title: 'A clinic paid off',
  narrative: null,
  steps: { [stepA]: words('We met.'), [stepB]: words('I changed the bearing.') },
};
const drafted: StoryEvent = { type: 'story-drafted', data: { story, texts } };
const emptyStory = { ...base, steps: [] };
const draftedEmpty: StoryEvent = {
  type: 'story-drafted',
  data: { story: emptyStory, texts: { title: null, narrative: null, steps: {} } },
};
const submitted: StoryEvent = { type: 'story-submitted', data: { story } };
const consented: StoryEvent = { type: 'consent-recorded', data: { storyId, consent: true } };
const published: StoryEvent = { type: 'story-published', data: { story } };
const revise = (steps: readonly StepToTell[], title = texts.title) =>
  ({ type: 'revise-story', title, narrative: null, steps }) as const;

describe('drafting a story', () => {
  it('keeps its steps apart from their words', () => {
    given([]).when(draft).then([drafted]);
  });

  it('takes a story without steps: telling may begin with a title', () => {
    given([])
      .when({ ...draft, title: null, steps: [] })
      .then([draftedEmpty]);
  });

  it('refuses a cycle that the framework version does not have', () => {
    given([])
      .when({ ...draft, frameworkVersion: '2011', steps: [told(stepA, 'orienting', 'Where are we?')] })
      .thenRejected('cycle-not-in-framework');
    given([])
      .when({ ...draft, steps: [told(stepA, 'reframing', 'Success means something else now.')] })
      .thenRejected('cycle-not-in-framework');
  });

  it('takes reframing in the version of 2011', () => {
    const reframed: PublicStory = { ...base, frameworkVersion: '2011', steps: [placed(stepA, 'reframing')] };
    given([])
      .when({
        ...draft,
        title: null,
        frameworkVersion: '2011',
        steps: [told(stepA, 'reframing', 'New aims.')],
      })
      .then([
        {
          type: 'story-drafted',
          data: {
            story: reframed,
            texts: { title: null, narrative: null, steps: { [stepA]: words('New aims.') } },
          },
        },
      ]);
  });

  it('refuses a step id: a new story has no steps yet', () => {
    given([])
      .when({ ...draft, steps: [{ ...told(stepA, 'applied', 'x'), stepId: stepB }] })
      .thenRejected('step-not-found');
  });

  it('refuses an id that another story has', () => {
    given([drafted]).when(draft).thenRejected('story-already-told');
  });
});

describe('revising a story', () => {
  it('replaces title, narrative and steps; a step that names its id keeps it', () => {
    const kept = { ...told(stepC, 'realized', 'It saved a closure.'), stepId: stepB };
    given([drafted])
      .when(revise([kept, told(stepC, 'strategic', 'The mayor asked.')]))
      .then([
        {
          type: 'story-revised',
          data: {
            story: { ...base, steps: [placed(stepB, 'realized'), placed(stepC, 'strategic')] },
            texts: {
              ...texts,
              steps: { [stepB]: words('It saved a closure.'), [stepC]: words('The mayor asked.') },
            },
          },
        },
      ]);
  });

  it('stays quiet when it says what the story says', () => {
    given([drafted])
      .when(revise([told(stepC, 'immediate', 'We met.'), told(stepC, 'applied', 'I changed the bearing.')]))
      .thenNothing();
  });

  it('refuses a step that the story does not have', () => {
    given([drafted])
      .when(revise([{ ...told(stepC, 'applied', 'x'), stepId: stepC }]))
      .thenRejected('step-not-found');
  });

  it('refuses the same step twice', () => {
    const twice = { ...told(stepC, 'applied', 'x'), stepId: stepA };
    given([drafted])
      .when(revise([twice, twice]))
      .thenRejected('step-told-twice');
  });

  it('refuses a cycle that the story’s version does not have', () => {
    given([drafted])
      .when(revise([told(stepC, 'reframing', 'x')]))
      .thenRejected('cycle-not-in-framework');
  });

  it('refuses once the story is submitted or published', () => {
    given([drafted, submitted]).when(revise([])).thenRejected('story-not-draft');
    given([drafted, submitted, consented, published]).when(revise([])).thenRejected('story-not-draft');
  });

  it('refuses for a story nobody drafted', () => {
    given([]).when(revise([])).thenRejected('story-not-found');
  });
});

describe('submitting a story', () => {
  it('submits a draft that has a step', () => {
    given([drafted]).when({ type: 'submit-story' }).then([submitted]);
  });

  it('stays quiet when repeated', () => {
    given([drafted, submitted]).when({ type: 'submit-story' }).thenNothing();
  });

  it('refuses a story without steps', () => {
    given([draftedEmpty]).when({ type: 'submit-story' }).thenRejected('story-without-steps');
  });

  it('refuses a published story', () => {
    given([drafted, submitted, consented, published])
      .when({ type: 'submit-story' })
      .thenRejected('story-already-published');
  });

  it('refuses for a story nobody drafted', () => {
    given([]).when({ type: 'submit-story' }).thenRejected('story-not-found');
  });
});

describe('publishing a story', () => {
  it('records the consent and publishes', () => {
    given([drafted, submitted]).when({ type: 'publish-story', consent: true }).then([consented, published]);
  });

  it('stays quiet when repeated', () => {
    given([drafted, submitted, consented, published])
      .when({ type: 'publish-story', consent: true })
      .thenNothing();
  });

  it('refuses without consent', () => {
    given([drafted, submitted])
      .when({ type: 'publish-story', consent: false })
      .thenRejected('consent-required');
  });

  it('refuses a draft', () => {
    given([drafted]).when({ type: 'publish-story', consent: true }).thenRejected('story-not-submitted');
  });

  it('refuses for a story nobody drafted', () => {
    given([]).when({ type: 'publish-story', consent: true }).thenRejected('story-not-found');
  });
});
