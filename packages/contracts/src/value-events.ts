// Public events of value-evaluation, topic copse.value. Texts are the teller's and stay sealed.
import Type from 'typebox';
import { CommunityKey, Instant, Uuid } from './primitives.ts';
import { FrameworkVersionSchema, ValueCycleSchema } from './value-frameworks.ts';

/** One step of a story without its text: at which cycle, when, and whether the value was positive. */
export const StoryStep = Type.Object({
  stepId: Uuid,
  cycle: ValueCycleSchema,
  occurredAt: Type.Union([Instant, Type.Null()]),
  sign: Type.Union([Type.Literal('positive'), Type.Literal('negative')]),
});
export type StoryStep = Type.Static<typeof StoryStep>;

/** Full state of a story's public part. Every story event carries it, so that the newest one suffices. */
export const StoryState = Type.Object({
  storyId: Uuid,
  communityKey: CommunityKey,
  frameworkVersion: FrameworkVersionSchema,
  tellerPersonId: Type.Union([Uuid, Type.Null()]),
  steps: Type.Array(StoryStep, { maxItems: 100 }),
});
export type StoryState = Type.Static<typeof StoryState>;

/** Event types of the value context, stream `story/<storyId>`, each with the schema of its data. */
export const VALUE_EVENTS = {
  'copse.value.story-drafted.v1': StoryState,
  'copse.value.story-revised.v1': StoryState,
  'copse.value.story-submitted.v1': StoryState,
  'copse.value.story-published.v1': StoryState,
} as const;
