// The bodies and answers of the activities routes. One object is the type, the validation and OpenAPI.
import {
  ActivityCaptured,
  ActivityKindSchema,
  ActSchema,
  CommunityKey,
  DeadLetter,
  Instant,
  KeyedReference,
  SourceName,
  Uuid,
} from '@copse/contracts';
import { ProblemDetails } from '@copse/http';
import Type from 'typebox';

/** The most activities one batch may hold. */
export const BATCH_ITEMS_MAX = 1000;

const closed = { additionalProperties: false } as const;

const SourceId = Type.String({
  minLength: 1,
  maxLength: 500,
  description: 'The id the source itself uses, such as a post number or a Message-ID. Kept encrypted only.',
});
const OwnSource = Type.Optional(
  Type.String({ ...SourceName, description: 'Where the id comes from, when that is another source than the activity’s.' }),
);
const Thing = Type.Object({ id: SourceId, source: OwnSource }, closed);

const Actor = Type.Object(
  {
    id: SourceId,
    source: OwnSource,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'A name to show. Kept encrypted only.' })),
    bot: Type.Optional(Type.Boolean({ description: 'True for an automaton. It is never counted as a person.' })),
  },
  { ...closed, description: 'Who acted. Leave it out for an anonymous act or a deleted account.' },
);

const Target = Type.Object(
  { id: Type.Optional(SourceId), source: OwnSource, author: Type.Optional(Thing) },
  { ...closed, description: 'What was acted upon: its id, its author, or both.' },
);

/** An activity in Copse's native format. */
export const Activity = Type.Object(
  {
    source: Type.String({ ...SourceName, description: 'The app it happened in. With `id` it names the activity for ever.' }),
    id: SourceId,
    community: Type.String({ ...CommunityKey, description: 'The key of the community. It may be registered later.' }),
    act: Type.Enum(ActSchema.enum, { description: 'What the person did.' }),
    kind: Type.Optional(Type.Enum(ActivityKindSchema.enum, { description: 'The kind of activity; `other` where nothing is said.' })),
    occurredAt: Type.String({
      minLength: 20,
      maxLength: 40,
      format: 'date-time',
      description: 'When it happened: RFC 3339 with an offset. As old as you like; at most a few minutes ahead of the server’s clock.',
    }),
    actor: Type.Optional(Actor),
    target: Type.Optional(Target),
    thread: Type.Optional(Type.Object(Thing.properties, { ...closed, description: 'The root of the conversation it belongs to.' })),
    mentions: Type.Optional(Type.Array(Thing, { maxItems: 100, description: 'Who is addressed or named in it.' })),
    topics: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50, description: 'Tags. They are public: no names of people.' }),
    ),
    polarity: Type.Optional(
      Type.Union([Type.Literal(1), Type.Literal(-1)], { description: 'Of a vote, and only of a vote: 1 for, -1 against.' }),
    ),
    text: Type.Optional(Type.String({ maxLength: 65_536, description: 'What was written. Kept encrypted only.' })),
    title: Type.Optional(Type.String({ maxLength: 1000, description: 'Its title. Kept encrypted only.' })),
    url: Type.Optional(Type.String({ maxLength: 2000, description: 'Where it can be seen. Kept encrypted only.' })),
    disclosesDifficulty: Type.Optional(Type.Boolean({ description: 'It also discloses a failure or a hard problem.' })),
  },
  {
    ...closed,
    title: 'Activity',
    description: 'What a person did, in one community of practice, in one app.',
    examples: [
      {
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
      },
    ],
  },
);
export type Activity = Type.Static<typeof Activity>;

/** Many activities in one request. What is wrong in one concerns that one alone, so items are checked one by one. */
export const ActivityBatch = Type.Object(
  {
    activities: Type.Array(
      Type.Union([Activity, Type.Unknown({ description: 'Anything else is refused, by itself.' })]),
      { minItems: 1, maxItems: BATCH_ITEMS_MAX },
    ),
  },
  { ...closed, title: 'ActivityBatch' },
);

const ActivityRef = Type.String({
  ...KeyedReference,
  description: 'The activity’s name in Copse, made from its source and id. It gives neither away.',
});

/** An activity that is durable. */
export const AcceptedActivity = Type.Object(
  {
    activityRef: ActivityRef,
    status: Type.Union([Type.Literal('created'), Type.Literal('same')], {
      description: '`created` now, or known before with the same content.',
    }),
  },
  { title: 'AcceptedActivity' },
);

/** What became of one item of a batch. */
export const ActivityBatchItem = Type.Object(
  {
    index: Type.Integer({ minimum: 0, maximum: BATCH_ITEMS_MAX - 1, description: 'Its place in the request, from 0.' }),
    status: Type.Union([Type.Literal('created'), Type.Literal('same'), Type.Literal('conflict'), Type.Literal('refused')], {
      description: 'Stored now; stored before; another content is stored under this source and id; or not stored.',
    }),
    httpStatus: Type.Integer({
      minimum: 200,
      maximum: 599,
      description: 'The status it would have had alone. Send an item again that has 429 or 5xx.',
    }),
    activityRef: Type.Optional(ActivityRef),
    problem: Type.Optional(ProblemDetails),
  },
  { title: 'ActivityBatchItem' },
);
export type ActivityBatchItem = Type.Static<typeof ActivityBatchItem>;

/** One result for each item, in order. */
export const ActivityBatchResult = Type.Object(
  { results: Type.Array(ActivityBatchItem, { minItems: 1, maxItems: BATCH_ITEMS_MAX }) },
  { title: 'ActivityBatchResult' },
);

export const ActivityParams = Type.Object({ activityRef: ActivityRef }, closed);

/** An activity as it can be read back. */
export const StoredActivity = Type.Object(
  {
    activityRef: ActivityRef,
    recordedAt: Type.String({ ...Instant, description: 'When it became durable.' }),
    activity: Type.Object(ActivityCaptured.properties, {
      title: 'CapturedActivity',
      description: 'What it became: people as random ids, things as keyed references, no personal data.',
    }),
    sent: Type.Optional(
      Type.Union([Activity, Type.Null()], {
        description:
          'What was sent, decrypted. Only for keys with the scope `facts:read`; null once the actor has been erased.',
      }),
    ),
  },
  { title: 'StoredActivity' },
);

export const TraceQuery = Type.Object(
  { source: Activity.properties.source, id: Activity.properties.id },
  closed,
);

/** A 64-bit integer as text. */
const BigInteger = Type.String({ pattern: '^\\d{1,20}$' });
const Reachable = { reachable: Type.Boolean({ description: 'Whether the bus answered; nothing below is known if not.' }) };
const Why = Type.Optional(Type.String({ description: 'Why the bus could not be asked.' }));

/** Where an activity is on its way. */
export const ActivityTrace = Type.Object(
  {
    activityRef: ActivityRef,
    log: Type.Union([
      Type.Object({
        streamId: Type.String(),
        version: Type.Integer({ minimum: 1 }),
        eventId: Type.String({ ...Uuid, description: 'The id of the public event as well.' }),
        recordedAt: Instant,
        position: Type.Object({ incarnation: Type.Integer(), xid: BigInteger, pos: BigInteger }),
        relayed: Type.Boolean({ description: 'Whether the relay has sent everything up to here.' }),
      }),
      Type.Null(),
    ], { description: 'Its event in the log; null when it never arrived.' }),
    topic: Type.Object({
      name: Type.String(),
      ...Reachable,
      detail: Why,
      records: Type.Array(Type.Object({ partition: Type.Integer(), offset: BigInteger, at: Instant }), {
        description: 'Its records in the topic, newest last. More than one is a repeat, and counts once.',
      }),
    }),
    deadLetters: Type.Object({
      ...Reachable,
      detail: Why,
      letters: Type.Array(
        Type.Object({
          group: DeadLetter.properties.group,
          topic: DeadLetter.properties.topic,
          partition: DeadLetter.properties.partition,
          offset: DeadLetter.properties.offset,
          step: DeadLetter.properties.step,
          code: DeadLetter.properties.code,
          reason: DeadLetter.properties.reason,
          at: DeadLetter.properties.at,
        }),
        { description: 'Consumers that could not take it in, and why.' },
      ),
    }),
  },
  { title: 'ActivityTrace' },
);
export type ActivityTrace = Type.Static<typeof ActivityTrace>;
