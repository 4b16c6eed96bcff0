// The shape of data health.
import Type from 'typebox';

const Nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const When = Type.String({ description: 'RFC 3339, UTC, milliseconds' });

const TopicHealth = Type.Object(
  {
    topic: Type.String(),
    partitions: Count,
    coveredPartitions: Type.Integer({ minimum: 0, description: 'Partitions that have a watermark' }),
    watermark: Nullable(When),
    lagRecords: Nullable(Type.Integer({ minimum: 0, description: 'Records not taken in yet' })),
    lagUnknownBecause: Nullable(Type.String()),
  },
  { title: 'TopicHealth' },
);

const UnregisteredCommunity = Type.Object(
  { community: Type.String(), activities: Count, firstOccurredAt: When, lastOccurredAt: When },
  { title: 'UnregisteredCommunity' },
);

const DeadLetterCount = Type.Object(
  { group: Type.String(), topic: Type.String(), step: Type.String(), code: Type.String(), count: Count },
  { title: 'DeadLetterCount' },
);

export const DataHealthReport = Type.Object(
  {
    dataAsOf: Nullable(
      Type.String({ description: 'Everything recorded before this, in every topic, is in the figures' }),
    ),
    dataAsOfUnknownBecause: Nullable(Type.String()),
    topics: Type.Array(TopicHealth),
    counts: Type.Object({
      activities: Count,
      communities: Count,
      people: Count,
      linkedIdentities: Count,
      memberships: Count,
      stories: Count,
    }),
    unregisteredCommunities: Type.Array(UnregisteredCommunity, {
      description:
        'Named by activities, registered by nobody: no figures until they are. At most 100, the largest first',
    }),
    deadLetters: Type.Object({
      total: Count,
      byReason: Type.Array(DeadLetterCount, {
        description: 'Of the whole installation: an unreadable record names no tenant',
      }),
    }),
  },
  { title: 'DataHealthReport' },
);
export type DataHealthReport = Type.Static<typeof DataHealthReport>;
