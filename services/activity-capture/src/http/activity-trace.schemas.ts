// What a trace is asked and answers.
import { DeadLetter, Instant, Uuid } from '@copse/contracts';
import Type from 'typebox';
import { Activity, ActivityRef } from './activity.schemas.ts';

const closed = { additionalProperties: false } as const;

export const TraceQuery = Type.Object(
  { source: Activity.properties.source, id: Activity.properties.id },
  closed,
);

/** A 64-bit integer as text. */
const BigInteger = Type.String({ pattern: '^\\d{1,20}$' });
const Reachable = {
  reachable: Type.Boolean({ description: 'Whether the bus answered; nothing below is known if not.' }),
};
const Why = Type.Optional(Type.String({ description: 'Why the bus could not be asked.' }));

/** Where an activity is on its way. */
export const ActivityTrace = Type.Object(
  {
    activityRef: ActivityRef,
    log: Type.Union(
      [
        Type.Object({
          streamId: Type.String(),
          version: Type.Integer({ minimum: 1 }),
          eventId: Type.String({ ...Uuid, description: 'The id of the public event as well.' }),
          recordedAt: Instant,
          position: Type.Object({ incarnation: Type.Integer(), xid: BigInteger, pos: BigInteger }),
          relayed: Type.Boolean({ description: 'Whether the relay has sent everything up to here.' }),
        }),
        Type.Null(),
      ],
      { description: 'Its event in the log; null when it never arrived.' },
    ),
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
  { title: 'ActivityTrace', description: 'Where it was found, and where not.' },
);
export type ActivityTrace = Type.Static<typeof ActivityTrace>;
