// A mapping file says which column of a CSV is what of an activity. Declarative, checked whole before the
// first row: shape, names of columns, values of acts and kinds that are written out.
import { ActSchema, ActivityKindSchema, CommunityKey, SourceName, TimeZone } from '@copse/contracts';
import Type from 'typebox';

const closed = { additionalProperties: false } as const;
const template = Type.String({ minLength: 1, maxLength: 2000 });

/** A text, or a text looked up in a table: `{ from: "{type}", map: { q: ask, a: answer } }`. */
const Looked = Type.Object(
  {
    from: template,
    map: Type.Record(Type.String({ maxLength: 500 }), Type.String({ maxLength: 500 })),
    otherwise: Type.Optional(Type.String({ maxLength: 500 })),
  },
  closed,
);
const Field = Type.Union([template, Looked]);
const Thing = Type.Object({ id: Field, source: Type.Optional(Field) }, closed);
const Many = Type.Object({ from: template, split: Type.String({ minLength: 1, maxLength: 10 }) }, closed);

const Time = Type.Object(
  {
    from: template,
    as: Type.Enum(['iso', 'unix-seconds', 'unix-milliseconds']),
    zone: Type.Optional(Type.Literal('UTC')),
  },
  closed,
);

const ActivityMapping = Type.Object(
  {
    id: Field,
    act: Field,
    kind: Type.Optional(Field),
    occurredAt: Time,
    actor: Type.Optional(
      Type.Object(
        { id: Field, source: Type.Optional(Field), name: Type.Optional(Field), bot: Type.Optional(Field) },
        closed,
      ),
    ),
    target: Type.Optional(
      Type.Object(
        { id: Type.Optional(Field), source: Type.Optional(Field), author: Type.Optional(Thing) },
        closed,
      ),
    ),
    thread: Type.Optional(Thing),
    mentions: Type.Optional(Many),
    topics: Type.Optional(Many),
    polarity: Type.Optional(Field),
    text: Type.Optional(Field),
    title: Type.Optional(Field),
    url: Type.Optional(Field),
    disclosesDifficulty: Type.Optional(Field),
  },
  closed,
);

/** A mapping file. */
export const Mapping = Type.Object(
  {
    source: SourceName,
    community: Type.Object(
      {
        key: CommunityKey,
        /** Given, the community is registered where it is not known yet. */
        name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        timeZone: Type.Optional(TimeZone),
      },
      closed,
    ),
    format: Type.Object(
      {
        delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 10 })),
        /** False: columns are called 1, 2, 3, …. Default true. */
        header: Type.Optional(Type.Boolean()),
        comment: Type.Optional(Type.String({ minLength: 1, maxLength: 10 })),
        /** Null: quotes are letters like any other. */
        quote: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 1 }), Type.Null()])),
      },
      closed,
    ),
    activity: ActivityMapping,
  },
  closed,
);
export type Mapping = Type.Static<typeof Mapping>;
export type MappedField = Type.Static<typeof Field>;
export type MappedTime = Type.Static<typeof Time>;

/** What `act` and `kind` may be when they are written out. */
export const LITERAL_VALUES: Readonly<Record<'act' | 'kind', readonly string[]>> = {
  act: ActSchema.enum,
  kind: ActivityKindSchema.enum,
};
