// What of an activity stays with us, sealed: all that its public part does not say already. Together they are what
// was sent, to the letter; apart, the public part holds nothing personal.
import { orderActor, orderTarget, orderThing } from './canonical-activity.ts';
import type { CapturedActivity } from './captured-activity.ts';
import type { SentActivity } from './sent-activity.ts';

/** What is personal, and what the public part says in other words than were sent. */
export type SealedPart = Partial<SentActivity> & Pick<SentActivity, 'id'>;

/** The JSON text of what `captured`, which was composed from `sent`, does not say. */
export function writeSealedPart(sent: SentActivity, captured: CapturedActivity): string {
  const { actor, target, thread, topics } = sent;
  return JSON.stringify({
    actor: actor && orderActor(actor),
    disclosesDifficulty: sent.disclosesDifficulty === false ? false : undefined,
    id: sent.id,
    kind: sent.kind === 'other' ? 'other' : undefined,
    mentions: sent.mentions?.map(orderThing),
    occurredAt: sent.occurredAt === captured.occurredAt ? undefined : sent.occurredAt,
    target: target && orderTarget(target),
    text: sent.text,
    thread: thread && orderThing(thread),
    title: sent.title,
    // A list that was said twice in part has become shorter, and an empty one has gone.
    topics: topics?.length === captured.topics?.length ? undefined : topics,
    url: sent.url,
  } satisfies { [Member in keyof SealedPart]: unknown });
}

/** What was sent, from both parts. */
export function joinSent(captured: CapturedActivity, sealedPart: SealedPart): SentActivity {
  const { source, community, act, kind, occurredAt, topics, polarity, disclosesDifficulty } = captured;
  return {
    source,
    community,
    act,
    occurredAt,
    ...(kind === 'other' ? {} : { kind }),
    ...(topics === undefined ? {} : { topics }),
    ...(polarity === undefined ? {} : { polarity }),
    ...(disclosesDifficulty === undefined ? {} : { disclosesDifficulty }),
    ...sealedPart,
  };
}
