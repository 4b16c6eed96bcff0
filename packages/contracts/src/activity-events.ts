// Public events of activity-capture. They carry no personal data: people are random identity ids, things are
// keyed references, texts and original ids stay sealed in the service.
import Type from 'typebox';
import { ActSchema } from './acts.ts';
import { ActivityKindSchema } from './activity-kinds.ts';
import { CommunityKey, IdentityLookup, Instant, KeyedReference, SourceName, Uuid } from './primitives.ts';

/**
 * `copse.activity.captured.v1`: one activity, durable, counted once. Stream `activity/<activityRef>`. What an
 * activity does not have is left out: these events are many, and most have little.
 */
export const ActivityCaptured = Type.Object({
  activityRef: KeyedReference,
  source: SourceName,
  community: CommunityKey,
  act: ActSchema,
  kind: ActivityKindSchema,
  occurredAt: Instant,
  actor: Type.Optional(
    Type.Object(
      {
        identityId: Uuid,
        bot: Type.Optional(Type.Boolean({ description: 'An automaton. Left out: no.' })),
      },
      {
        description:
          'Who acted. Left out: an anonymous act (a vote, a deleted account), an activity but never a person.',
      },
    ),
  ),
  target: Type.Optional(
    Type.Object(
      { ref: Type.Optional(KeyedReference), author: Type.Optional(Uuid) },
      {
        description:
          'What was acted upon: its reference, its author where the source said so, or both. Left out: nothing was named.',
      },
    ),
  ),
  threadRef: Type.Optional(
    Type.String({
      ...KeyedReference,
      description:
        'The root of the conversation where the source said so. Left out: it is followed through targets.',
    }),
  ),
  mentions: Type.Optional(
    Type.Array(Uuid, { maxItems: 100, description: 'Identities named in it. Left out: none.' }),
  ),
  topics: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      maxItems: 50,
      description: 'Tags. Left out: none.',
    }),
  ),
  polarity: Type.Optional(
    Type.Union([Type.Literal(1), Type.Literal(-1)], {
      description: '1 for, -1 against: of a vote, and left out of every other act.',
    }),
  ),
  disclosesDifficulty: Type.Optional(
    Type.Boolean({ description: 'The act also disclosed a failure or a hard problem. Left out: no.' }),
  ),
});
export type ActivityCaptured = Type.Static<typeof ActivityCaptured>;

/**
 * `copse.identity.sighted.v1`: an identity acted for the first time. Stream `identity/<identityId>`. Membership
 * links it to a person whose identity has the same lookup.
 */
export const IdentitySighted = Type.Object({
  identityId: Uuid,
  lookup: IdentityLookup,
  source: SourceName,
  bot: Type.Boolean(),
});
export type IdentitySighted = Type.Static<typeof IdentitySighted>;

/** Event types of the activity context, each with the schema of its data. */
export const ACTIVITY_EVENTS = { 'copse.activity.captured.v1': ActivityCaptured } as const;

/** Event types of the identity context: few, and for other readers than activities are. */
export const IDENTITY_EVENTS = { 'copse.identity.sighted.v1': IdentitySighted } as const;
