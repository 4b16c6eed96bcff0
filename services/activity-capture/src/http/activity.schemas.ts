// An activity in Copse's native format: the type, the validation and OpenAPI in one object.
import { ActivityKindSchema, ActSchema, CommunityKey, KeyedReference, SourceName } from '@copse/contracts';
import Type from 'typebox';

const closed = { additionalProperties: false } as const;

const SourceId = Type.String({
  minLength: 1,
  maxLength: 500,
  description: 'The id the source itself uses, such as a post number or a Message-ID. Kept encrypted only.',
});
const OwnSource = Type.Optional(
  Type.String({
    ...SourceName,
    description: 'Where the id comes from, when that is another source than the activity’s.',
  }),
);
const Thing = Type.Object({ id: SourceId, source: OwnSource }, closed);

const Actor = Type.Object(
  {
    id: SourceId,
    source: OwnSource,
    name: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, description: 'A name to show. Kept encrypted only.' }),
    ),
    bot: Type.Optional(
      Type.Boolean({ description: 'True for an automaton. It is never counted as a person.' }),
    ),
  },
  { ...closed, description: 'Who acted. Leave it out for an anonymous act or a deleted account.' },
);

const Target = Type.Object(
  { id: Type.Optional(SourceId), source: OwnSource, author: Type.Optional(Thing) },
  { ...closed, description: 'What was acted upon: its id, its author, or both.' },
);

/** What readers of the API are shown. */
export const ACTIVITY_EXAMPLE = {
  source: 'forum.example.org',
  id: 'post/4711',
  community: 'bridges',
  act: 'answer',
  kind: 'problem-solving',
  occurredAt: '2026-03-12T17:00:45+01:00',
  actor: { id: 'user/12', name: 'Ada' },
  target: { id: 'post/4700', author: { id: 'user/7' } },
  thread: { id: 'post/4700' },
  topics: ['bearings'],
  text: 'We measured it again after the thaw.',
};

/** An activity in Copse's native format. */
export const Activity = Type.Object(
  {
    source: Type.String({
      ...SourceName,
      description: 'The app it happened in. With `id` it names the activity for ever.',
    }),
    id: SourceId,
    community: Type.String({
      ...CommunityKey,
      description: 'The key of the community. It may be registered later.',
    }),
    act: Type.Enum(ActSchema.enum, { description: 'What the person did.' }),
    kind: Type.Optional(
      Type.Enum(ActivityKindSchema.enum, {
        description: 'The kind of activity; `other` where nothing is said.',
      }),
    ),
    occurredAt: Type.String({
      minLength: 20,
      maxLength: 40,
      format: 'date-time',
      'x-must-be': 'an RFC 3339 instant with an offset, such as 2026-03-12T17:00:45+01:00',
      description:
        'When it happened: RFC 3339 with an offset. From 1900 on, and at most a few minutes ahead of the server’s clock.',
    }),
    actor: Type.Optional(Actor),
    target: Type.Optional(Target),
    thread: Type.Optional(
      Type.Object(Thing.properties, {
        ...closed,
        description: 'The root of the conversation it belongs to.',
      }),
    ),
    mentions: Type.Optional(
      Type.Array(Thing, { maxItems: 100, description: 'Who is addressed or named in it.' }),
    ),
    topics: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
        maxItems: 50,
        description: 'Tags. They are public: no names of people.',
      }),
    ),
    polarity: Type.Optional(
      Type.Union([Type.Literal(1), Type.Literal(-1)], {
        description: 'Of a vote, and only of a vote: 1 for, -1 against.',
      }),
    ),
    text: Type.Optional(
      Type.String({ maxLength: 65_536, description: 'What was written. Kept encrypted only.' }),
    ),
    title: Type.Optional(Type.String({ maxLength: 1000, description: 'Its title. Kept encrypted only.' })),
    url: Type.Optional(
      Type.String({ maxLength: 2000, description: 'Where it can be seen. Kept encrypted only.' }),
    ),
    disclosesDifficulty: Type.Optional(
      Type.Boolean({ description: 'It also discloses a failure or a hard problem.' }),
    ),
  },
  {
    ...closed,
    title: 'Activity',
    description: 'What a person did, in one community of practice, in one app.',
    examples: [ACTIVITY_EXAMPLE],
  },
);
export type Activity = Type.Static<typeof Activity>;

/** An activity's name in Copse. */
export const ActivityRef = Type.String({
  ...KeyedReference,
  description: 'The activity’s name in Copse, made from its source and id. It gives neither away.',
});
