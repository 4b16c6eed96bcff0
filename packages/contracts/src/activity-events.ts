// Public events of activity-capture. They carry no personal data: people are random identity ids, things are
// keyed references, texts and original ids stay sealed in the service.
import Type from 'typebox';
import { ActSchema } from './acts.ts';
import { ActivityKindSchema } from './activity-kinds.ts';
import { CommunityKey, IdentityLookup, Instant, KeyedReference, SourceName, Uuid } from './primitives.ts';

/**
 * `copse.activity.captured.v1`: one activity, durable, counted once. Stream `activity/<activityRef>`. What an
 * activity does not have is left out, as it was when it was sent: these events are many, and most have little.
 */
export const ActivityCaptured = Type.Object({
  activityRef: KeyedReference,
  source: SourceName,
  community: CommunityKey,
  act: ActSchema,
  kind: ActivityKindSchema,
  occurredAt: Instant,
  /** None for an anonymous act (a vote, a deleted account): an activity, never a person. */
  actor: Type.Optional(Type.Object({ identityId: Uuid, bot: Type.Optional(Type.Boolean()) })),
  /** What was acted upon: its reference, its author where the source said so, or both. */
  target: Type.Optional(Type.Object({ ref: Type.Optional(KeyedReference), author: Type.Optional(Uuid) })),
  /** The root of the conversation where the source said so; otherwise followed through targets. */
  threadRef: Type.Optional(KeyedReference),
  mentions: Type.Optional(Type.Array(Uuid, { maxItems: 100 })),
  topics: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50 })),
  /** +1 or −1, of a vote only. */
  polarity: Type.Optional(Type.Union([Type.Literal(1), Type.Literal(-1)])),
  /** The act also disclosed a failure or a hard problem. */
  disclosesDifficulty: Type.Optional(Type.Boolean()),
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
