// What an activity may not contradict. Sources often cannot know everything, so a missing part is no
// fault; only what cannot be true, or says nothing at all, is refused.
import { normaliseInstant } from '@copse/instants';
import type { SentActivity } from './sent-activity.ts';

/** A rule an activity broke, and the place in the body that broke it. */
export interface RuleViolation {
  /** JSON pointer (RFC 6901) into the activity. */
  readonly pointer: string;
  readonly code:
    | 'instant-invalid'
    | 'instant-in-future'
    | 'polarity-missing'
    | 'polarity-without-vote'
    | 'target-missing'
    | 'target-empty';
  readonly detail: string;
}

/** What the rules are judged by. */
export interface RuleContext {
  /** The instant of judging, milliseconds since 1970. */
  readonly nowMs: number;
  /** How far ahead of ours an app's clock may run. */
  readonly futureSkewMs: number;
}

/** Acts that are nothing without what they answer or accept: a target or at least the thread is needed. */
const ACTS_ON_SOMETHING: ReadonlySet<string> = new Set(['answer', 'accept']);

/** Every rule the activity breaks, none when it is fine. Old activities are always fine. */
export function findRuleViolations(activity: SentActivity, context: RuleContext): RuleViolation[] {
  const checked = [
    checkInstant(activity.occurredAt, context),
    checkPolarity(activity),
    checkTarget(activity),
  ];
  return checked.filter((violation) => violation !== null);
}

function checkInstant(occurredAt: string, { nowMs, futureSkewMs }: RuleContext): RuleViolation | null {
  const pointer = '/occurredAt';
  const instant = normaliseInstant(occurredAt);
  if (instant === null) {
    const detail = 'must be an RFC 3339 date-time with an offset, within the years 1900 to 2299 in UTC';
    return { pointer, code: 'instant-invalid', detail };
  }
  if (instant.ms <= nowMs + futureSkewMs) return null;
  const detail =
    `lies in the future: ${instant.text} is more than ${futureSkewMs} ms ahead of ` +
    `${new Date(nowMs).toISOString()}; check the clock of the app and its offset`;
  return { pointer, code: 'instant-in-future', detail };
}

function checkPolarity(activity: SentActivity): RuleViolation | null {
  const pointer = '/polarity';
  const isVote = activity.act === 'vote';
  if (isVote && activity.polarity === undefined) {
    return { pointer, code: 'polarity-missing', detail: 'a vote says 1 (for) or -1 (against)' };
  }
  if (!isVote && activity.polarity !== undefined) {
    const detail = `only a vote has a polarity; the act is ${activity.act}`;
    return { pointer, code: 'polarity-without-vote', detail };
  }
  return null;
}

function checkTarget({ act, target, thread }: SentActivity): RuleViolation | null {
  const pointer = '/target';
  if (target !== undefined && target.id === undefined && target.author === undefined) {
    const detail = 'needs an id, an author, or both; leave it out if neither is known';
    return { pointer, code: 'target-empty', detail };
  }
  if (target === undefined && thread === undefined && ACTS_ON_SOMETHING.has(act)) {
    const detail = `the act ${act} needs a target, or at least the thread it happened in`;
    return { pointer, code: 'target-missing', detail };
  }
  return null;
}
