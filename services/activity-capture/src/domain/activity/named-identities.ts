// Who an activity names: the actor, the author of its target, the mentioned. Each becomes an identity.
import type { SentActivity, SentThing } from './sent-activity.ts';

/** Somebody as a source names them. */
export interface NamedIdentity {
  readonly source: string;
  readonly id: string;
  /** Present where the source said it: only actors have one. */
  readonly name?: string;
  /** Whether it was said to be an automaton. */
  readonly bot: boolean;
}

/** The identities of one activity, apart by the part they play. */
export interface NamedIdentities {
  readonly actor: NamedIdentity | null;
  readonly targetAuthor: NamedIdentity | null;
  readonly mentions: readonly NamedIdentity[];
}

/** Collects who is named, with each source made explicit. */
export function collectNamedIdentities(activity: SentActivity): NamedIdentities {
  const { actor, target, mentions, source } = activity;
  const toNamed = (thing: SentThing): NamedIdentity => ({
    source: thing.source ?? source,
    id: thing.id,
    bot: false,
  });
  return {
    actor:
      actor === undefined
        ? null
        : {
            ...toNamed(actor),
            ...(actor.name === undefined ? {} : { name: actor.name }),
            bot: actor.bot ?? false,
          },
    targetAuthor: target?.author === undefined ? null : toNamed(target.author),
    mentions: (mentions ?? []).map(toNamed),
  };
}
