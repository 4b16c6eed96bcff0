// What is sent and answered around activities: batches, results, what is read back.
import { ActivityCaptured, Instant } from '@copse/contracts';
import { ProblemDetails } from '@copse/http';
import Type from 'typebox';
import { Activity, ACTIVITY_EXAMPLE, ActivityRef } from './activity.schemas.ts';

/** The most activities one batch may hold. */
export const BATCH_ITEMS_MAX = 1000;

const closed = { additionalProperties: false } as const;

/** Many activities in one request. What is wrong in one concerns that one alone, so items are checked one by one. */
export const ActivityBatch = Type.Object(
  {
    activities: Type.Array(
      Type.Union([Activity, Type.Unknown({ description: 'Anything else is refused, by itself.' })]),
      { minItems: 1, maxItems: BATCH_ITEMS_MAX },
    ),
  },
  { ...closed, title: 'ActivityBatch', examples: [{ activities: [ACTIVITY_EXAMPLE] }] },
);

/** An activity that is durable. */
export const AcceptedActivity = Type.Object(
  {
    activityRef: ActivityRef,
    status: Type.Enum(['created', 'same'], {
      description: '`created` now, or known before with the same content.',
    }),
  },
  { title: 'AcceptedActivity', description: 'It is durable.' },
);

/** What became of one item of a batch. */
export const ActivityBatchItem = Type.Object(
  {
    index: Type.Integer({
      minimum: 0,
      maximum: BATCH_ITEMS_MAX - 1,
      description: 'Its place in the request, from 0.',
    }),
    status: Type.Enum(['created', 'same', 'conflict', 'refused'], {
      description:
        'Stored now; stored before; another content is stored under this source and id; or not stored.',
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
  { title: 'ActivityBatchResult', description: 'One result for each activity, in the order sent.' },
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
  { title: 'StoredActivity', description: 'The activity.' },
);
