// Questions and answers of the indicator routes. One object is the type, the validation and OpenAPI.
import { CommunityKey, FRAMEWORK_VERSIONS, Instant, VALUE_CYCLES } from '@copse/contracts';
import { CursorInput, NextCursor } from '@copse/http';
import Type from 'typebox';
import { GRAINS } from '../indicators/windows.ts';

const closed = { additionalProperties: false } as const;
export const nullable = <T extends Type.TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });

const Bound = Type.String({
  minLength: 10,
  maxLength: 40,
  pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}))?$',
  'x-must-be': 'a date such as 2026-03-01, or an RFC 3339 instant such as 2026-03-12T17:00:45+01:00',
});
const From = Type.String({
  ...Bound,
  description:
    'Begin of the span, in it: a date (midnight in the community’s time zone) or an RFC 3339 instant.',
  examples: ['2026-03-01'],
});
const To = Type.String({ ...Bound, description: 'End of the span, not in it.', examples: ['2026-04-01'] });
const Framework = Type.Optional(
  Type.Enum([...FRAMEWORK_VERSIONS], {
    description: 'Version of the value-creation framework; the community’s own where nothing is said.',
  }),
);

/** An indicator by its slug, or by its number. */
const Slug = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: '^[A-Za-z0-9-]+$',
  examples: ['active-members', 'E1'],
});
export const CommunityParams = Type.Object({ key: CommunityKey }, closed);
export const IndicatorParams = Type.Object({ key: CommunityKey, slug: Slug }, closed);

/** The most periods E9 looks ahead. */
const RETENTION_PERIODS_MAX = 52;

export const IndicatorQuery = Type.Object(
  {
    from: From,
    to: To,
    grain: Type.Optional(
      Type.Enum([...GRAINS], {
        default: 'window',
        description:
          'Cut the span by calendar periods of the community’s time zone (weeks begin on Monday), or not at all.',
      }),
    ),
    framework: Framework,
    k: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: RETENTION_PERIODS_MAX,
        default: 1,
        description: 'For E9: how many periods after joining people are looked for again.',
      }),
    ),
  },
  closed,
);
export type IndicatorQuery = Type.Static<typeof IndicatorQuery>;

export const MatrixQuery = Type.Object({ from: From, to: To, framework: Framework }, closed);

/** The most activities on one page. */
const ACTIVITIES_PER_PAGE_MAX = 1000;

export const ActivitiesQuery = Type.Object(
  {
    from: From,
    to: To,
    alsoFrom: Type.Optional(
      Type.String({ ...Bound, description: 'Begin of a second span, where the figure rests on two (E10).' }),
    ),
    alsoTo: Type.Optional(Type.String({ ...Bound, description: 'End of the second span, not in it.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: ACTIVITIES_PER_PAGE_MAX, default: 100 })),
    cursor: Type.Optional(CursorInput),
  },
  closed,
);
export type ActivitiesQuery = Type.Static<typeof ActivitiesQuery>;

export const Count = Type.Integer({ minimum: 0 });
const Cycle = nullable(
  Type.Enum([...VALUE_CYCLES]),
  'The cycle of value it speaks for in this framework version, or none',
);
const NullReason = nullable(Type.String(), 'Why there is no value; the catalogue explains the code');
const DataAsOf = nullable(
  Instant,
  'Everything recorded before this, in every topic the figure reads, is in it',
);

const FigurePart = Type.Object(
  {
    name: Type.String(),
    value: nullable(Type.Number()),
    unit: Type.String(),
    numerator: nullable(Type.Number()),
    denominator: nullable(Type.Number()),
    nullReason: NullReason,
  },
  { title: 'IndicatorPart' },
);

const IndicatorValue = Type.Object(
  {
    window: Type.Object({
      from: Instant,
      to: Instant,
      partial: Type.Boolean({ description: 'The span cuts the period short.' }),
    }),
    value: nullable(Type.Number()),
    unit: Type.String(),
    numerator: nullable(Type.Number()),
    denominator: nullable(Type.Number()),
    n: Type.Integer({
      minimum: 0,
      description: 'Observations the figure rests on; the catalogue says of what',
    }),
    events: nullable(Count, 'Of a time: waits that ended'),
    censored: nullable(Count, 'Of a time: waits still open'),
    nullReason: NullReason,
    parts: Type.Array(FigurePart, { description: 'Further figures of the same indicator' }),
    formulaVersion: Type.Integer({ minimum: 1 }),
    cycle: Cycle,
    dataAsOf: DataAsOf,
    complete: Type.Boolean({
      description:
        'The window was over at dataAsOf. False where it ends later, or where dataAsOf is null: the figure is about what there is so far.',
    }),
    activities: Type.String({ description: 'Where what is behind the figure is listed' }),
  },
  { title: 'IndicatorValue' },
);

export const IndicatorAnswer = Type.Object(
  {
    id: Type.String({ examples: ['E1'] }),
    slug: Type.String({ examples: ['active-members'] }),
    name: Type.String(),
    question: Type.String(),
    formula: Type.String(),
    formulaVersion: Type.Integer({ minimum: 1 }),
    unit: Type.String(),
    cycle: Cycle,
    dataAsOf: DataAsOf,
    dataAsOfReason: nullable(Type.String(), 'Why dataAsOf is null'),
    values: Type.Array(IndicatorValue),
  },
  { title: 'IndicatorAnswer' },
);

export const CatalogueEntry = Type.Object(
  {
    id: Type.String(),
    slug: Type.String(),
    family: Type.String(),
    name: Type.String(),
    question: Type.String(),
    formula: Type.String(),
    formulaVersion: Type.Integer({ minimum: 1 }),
    unit: Type.String(),
    range: Type.String(),
    n: Type.String({ description: 'What n counts' }),
    notes: Type.Array(Type.String()),
    source: Type.String(),
    topics: Type.Array(Type.String(), { description: 'The topics whose watermarks make its dataAsOf' }),
    nullReasons: Type.Record(Type.String(), Type.String()),
    cycles: Type.Record(Type.String(), Cycle, { description: 'Framework version to cycle' }),
  },
  { title: 'IndicatorDefinition' },
);
export const IndicatorCatalogue = Type.Object(
  { indicators: Type.Array(CatalogueEntry) },
  { title: 'IndicatorCatalogue' },
);

export const frame = {
  community: Type.Object({ key: CommunityKey, name: Type.String(), timeZone: Type.String() }),
  from: Instant,
  to: Instant,
  frameworkVersion: Type.Enum([...FRAMEWORK_VERSIONS]),
};
const grain = Type.Enum([...GRAINS]);

export const CommunityIndicators = Type.Object(
  { ...frame, grain, indicators: Type.Array(IndicatorAnswer) },
  { title: 'CommunityIndicators' },
);
export const CommunityIndicator = Type.Object(
  { ...frame, grain, indicator: IndicatorAnswer },
  { title: 'CommunityIndicator' },
);

export const ActivitiesBehind = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        activityRef: Type.String(),
        occurredAt: Instant,
        act: Type.String(),
        kind: Type.String(),
      }),
    ),
    nextCursor: NextCursor,
  },
  { title: 'ActivitiesBehind' },
);
