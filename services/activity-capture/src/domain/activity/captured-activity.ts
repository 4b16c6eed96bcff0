// From what was sent to the public part: people become random identity ids, things keyed references,
// instants UTC. Nothing personal passes through here; that is what the specs of this file look for.
import { normaliseInstant } from '@copse/instants';
import type { SentActivity } from './sent-activity.ts';

/** An identity as the public part carries it. */
export interface KnownIdentity {
  readonly identityId: string;
  readonly bot: boolean;
}

/** The identities of one activity once each has its id. */
export interface KnownIdentities {
  readonly actor: KnownIdentity | null;
  readonly targetAuthor: KnownIdentity | null;
  readonly mentions: readonly KnownIdentity[];
}

/** The public part of a captured activity, as `copse.activity.captured.v1` publishes it: what it has, and no more. */
export interface CapturedActivity<Act extends string = string, Kind extends string = string> {
  activityRef: string;
  source: string;
  community: string;
  act: Act;
  kind: Kind | 'other';
  occurredAt: string;
  actor?: { identityId: string; bot?: boolean };
  target?: { ref?: string; author?: string };
  threadRef?: string;
  mentions?: string[];
  topics?: string[];
  polarity?: 1 | -1;
  disclosesDifficulty?: boolean;
}

/**
 * Composes the public part. `referTo` gives the keyed reference of a (source, id) within the caller's
 * tenant. Throws RangeError for an `occurredAt` the rules would have refused: check them first.
 */
export function composeCapturedActivity<Act extends string, Kind extends string>(
  activity: SentActivity<Act, Kind>,
  identities: KnownIdentities,
  referTo: (source: string, id: string) => string,
): CapturedActivity<Act, Kind> {
  const occurredAt = normaliseInstant(activity.occurredAt);
  if (occurredAt === null) throw new RangeError('occurredAt was not checked before it was composed');
  const { source, actor, target, thread, topics, polarity } = activity;
  const captured: CapturedActivity<Act, Kind> = {
    activityRef: referTo(source, activity.id),
    source,
    community: activity.community,
    act: activity.act,
    kind: activity.kind ?? 'other',
    occurredAt: occurredAt.text,
  };
  if (identities.actor !== null) captured.actor = composeActor(identities.actor, actor);
  if (target !== undefined) {
    captured.target = {};
    if (target.id !== undefined) captured.target.ref = referTo(target.source ?? source, target.id);
    if (identities.targetAuthor !== null) captured.target.author = identities.targetAuthor.identityId;
  }
  if (thread !== undefined) captured.threadRef = referTo(thread.source ?? source, thread.id);
  if (identities.mentions.length > 0)
    captured.mentions = keepFirst(identities.mentions.map((mention) => mention.identityId));
  if (topics !== undefined && topics.length > 0) captured.topics = keepFirst(topics);
  if (polarity !== undefined) captured.polarity = polarity;
  if (activity.disclosesDifficulty === true) captured.disclosesDifficulty = true;
  return captured;
}

/** The activity is believed about its actor being a bot; the identity where the activity is silent. */
function composeActor(
  { identityId, bot: known }: KnownIdentity,
  said: SentActivity['actor'],
): NonNullable<CapturedActivity['actor']> {
  return (said?.bot ?? known) ? { identityId, bot: true } : { identityId };
}

/** Saying a thing twice says it once. Keeps the order of first occurrences. */
function keepFirst(values: readonly string[]): string[] {
  return values.length < 2 ? [...values] : [...new Set(values)];
}
