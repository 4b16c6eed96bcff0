// The bodies and answers of the stories routes. What a teller writes is personal: kept encrypted only.
import { InstantInput, UuidInPath } from '@copse/commands';
import { PageQuery, pageOf } from '@copse/http';
import { CommunityKey, FrameworkVersionSchema, Instant, Uuid, ValueCycleSchema } from '@copse/contracts';
import Type from 'typebox';
import { STEP_TAGS } from '../domain/story/events.ts';
import { STORY_STATUSES } from '../domain/story/state.ts';

const closed = { additionalProperties: false } as const;

const Sign = Type.Union([Type.Literal('positive'), Type.Literal('negative')], {
  description: 'Whether the value was created or destroyed.',
});
const Cycle = Type.Enum(ValueCycleSchema.enum, {
  description: 'A cycle of the story’s framework version; GET /v1/frameworks lists them.',
});
const Tags = Type.Array(Type.Enum([...STEP_TAGS]), {
  maxItems: STEP_TAGS.length,
  uniqueItems: true,
  description: 'How the teller marks the step: unsure of it, worth attention, somebody made it happen.',
});
const StepText = Type.String({ minLength: 1, maxLength: 20_000 });

const step = {
  cycle: Cycle,
  occurredAt: Type.Optional(InstantInput),
  sign: Sign,
  text: StepText,
  tags: Type.Optional(Tags),
};
const DraftStep = Type.Object(step, { ...closed, title: 'StoryStepToDraft' });
const RevisedStep = Type.Object(
  {
    stepId: Type.Optional(
      Type.String({ ...Uuid, description: 'Which step of the story this is; none for a new one.' }),
    ),
    ...step,
  },
  { ...closed, title: 'StoryStepToRevise' },
);

const Title = Type.String({ minLength: 1, maxLength: 500 });
const Narrative = Type.String({
  minLength: 1,
  maxLength: 50_000,
  description: 'The overall narrative, apart from the steps.',
});
const STEPS_MAX = 100;

export const DraftStoryBody = Type.Object(
  {
    community: Type.String({ ...CommunityKey, description: 'The key of the community the story is about.' }),
    frameworkVersion: FrameworkVersionSchema,
    teller: Type.Optional(
      Type.Object(
        { personId: Uuid },
        {
          ...closed,
          description:
            'Who tells it, by the id membership gave. The words are sealed under this person’s key.',
        },
      ),
    ),
    title: Type.Optional(Title),
    narrative: Type.Optional(Narrative),
    steps: Type.Array(DraftStep, { maxItems: STEPS_MAX }),
  },
  {
    ...closed,
    examples: [
      {
        community: 'bridges',
        frameworkVersion: '2020',
        title: 'The bearing that did not freeze',
        steps: [
          { cycle: 'immediate', sign: 'positive', text: 'Somebody showed how they measure after the thaw.' },
          {
            cycle: 'applied',
            sign: 'positive',
            text: 'I measured mine the same way, and changed the grease.',
          },
        ],
      },
    ],
  },
);
export type DraftStoryBody = Type.Static<typeof DraftStoryBody>;

/** The whole telling after the revision. Community, teller and framework version stay. */
export const ReviseStoryBody = Type.Object(
  {
    title: Type.Optional(Title),
    narrative: Type.Optional(Narrative),
    steps: Type.Array(RevisedStep, { maxItems: STEPS_MAX }),
  },
  closed,
);
export type ReviseStoryBody = Type.Static<typeof ReviseStoryBody>;

export const PublishStoryBody = Type.Object(
  {
    consent: Type.Boolean({ description: 'The teller agrees that the story is published. It is recorded.' }),
  },
  closed,
);

export const StoryParams = Type.Object({ storyId: UuidInPath }, closed);

const Status = Type.Enum([...STORY_STATUSES]);

export const StoriesQuery = Type.Object(
  { ...PageQuery.properties, community: Type.Optional(CommunityKey), status: Type.Optional(Status) },
  closed,
);

/** A story. Words are null where none were given, or once they were erased. */
export const Story = Type.Object(
  {
    storyId: Uuid,
    community: CommunityKey,
    frameworkVersion: FrameworkVersionSchema,
    teller: Type.Union([Type.Object({ personId: Uuid }), Type.Null()]),
    status: Status,
    consent: Type.Boolean({ description: 'Whether the teller agreed to publication.' }),
    title: Type.Union([Title, Type.Null()]),
    narrative: Type.Union([Narrative, Type.Null()]),
    steps: Type.Array(
      Type.Object(
        {
          stepId: Uuid,
          cycle: Cycle,
          occurredAt: Type.Union([Instant, Type.Null()]),
          sign: Sign,
          text: Type.Union([StepText, Type.Null()]),
          tags: Tags,
        },
        { title: 'StoryStep' },
      ),
      { maxItems: STEPS_MAX },
    ),
    draftedAt: Instant,
    changedAt: Instant,
    version: Type.Integer({ minimum: 1, description: 'Also the entity tag.' }),
  },
  { title: 'Story' },
);
export type Story = Type.Static<typeof Story>;

export const StoryPage = pageOf(Story);
