// From what was sent to the public part: people become random identity ids, things keyed references,
// instants UTC. Nothing personal passes through here; that is what the specs of this file look for.
import { normaliseInstant } from '@copse/instants';
import type { SentActivity, SentThing } from './sent-activity.ts';

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

/** The public part of a captured activity, as `copse.activity.captured.v1` publishes it. */
export interface CapturedActivity<Act extends string = string, Kind extends string = string> {
  activityRef: string;
  source: string;
  community: string;
  act: Act;
  kind: Kind | 'other';
  occurredAt: string;
  actor: { identityId: string; bot: boolean } | null;
  target: { ref: string | null; author: string | null } | null;
  threadRef: string | null;
  mentions: string[];
  topics: string[];
  polarity: 1 | -1 | null;
  disclosesDifficulty: boolean;
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
  const { source, actor, target, thread } = activity;
  const refer = (thing: SentThing): string => referTo(thing.source ?? source, thing.id);
  return {
    activityRef: referTo(source, activity.id),
    source,
    community: activity.community,
    act: activity.act,
    kind: activity.kind ?? 'other',
    occurredAt: occurredAt.text,
    actor:
      identities.actor === null
        ? null
        : { identityId: identities.actor.identityId, bot: actor?.bot ?? identities.actor.bot },
    target:
      target === undefined
        ? null
        : {
            ref: target.id === undefined ? null : referTo(target.source ?? source, target.id),
            author: identities.targetAuthor?.identityId ?? null,
          },
    threadRef: thread === undefined ? null : refer(thread),
    mentions: keepFirst(identities.mentions.map((mention) => mention.identityId)),
    topics: keepFirst(activity.topics ?? []),
    polarity: activity.polarity ?? null,
    disclosesDifficulty: activity.disclosesDifficulty ?? false,
  };
}

/** Saying a thing twice says it once. Keeps the order of first occurrences. */
function keepFirst(values: readonly string[]): string[] {
  return values.length < 2 ? [...values] : [...new Set(values)];
}
