// What of an activity stays with us, sealed: all that its public part does not say already. Together they are what
// was sent, to the letter; apart, the public part holds nothing personal.
import type { CapturedActivity } from './captured-activity.ts';
import type { SentActivity } from './sent-activity.ts';

/** What is personal, and what the public part says in other words than were sent. */
export type SealedPart = Partial<SentActivity> & Pick<SentActivity, 'id'>;

/** What the public part always says in the words that were sent. */
type ToldMember = 'source' | 'community' | 'act' | 'polarity';

/** The JSON text of what `captured`, which was composed from `sent`, does not say. */
export function writeSealedPart(sent: SentActivity, captured: CapturedActivity): string {
  return JSON.stringify({
    actor: sent.actor,
    disclosesDifficulty: sent.disclosesDifficulty === false ? false : undefined,
    id: sent.id,
    kind: sent.kind === 'other' ? 'other' : undefined,
    mentions: sent.mentions,
    occurredAt: sent.occurredAt === captured.occurredAt ? undefined : sent.occurredAt,
    target: sent.target,
    text: sent.text,
    thread: sent.thread,
    title: sent.title,
    // Composing only drops topics, so a list as long is the same list.
    topics: sent.topics?.length === captured.topics?.length ? undefined : sent.topics,
    url: sent.url,
  } satisfies { [Member in Exclude<keyof SentActivity, ToldMember>]: unknown });
}

/** What was sent, from both parts: the public one as it was recorded, before any upcaster. */
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
