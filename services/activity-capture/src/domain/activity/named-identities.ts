// Who an activity names: the actor, the author of its target, the mentioned. Each becomes an identity.
import type { KnownIdentities, KnownIdentity } from './captured-activity.ts';
import type { SentActivity, SentActor, SentThing } from './sent-activity.ts';

/** Somebody as a source names them. */
export interface NamedIdentity {
  readonly source: string;
  readonly id: string;
  /** Present where the source said it: only actors have one. */
  readonly name?: string;
  /** Whether it was said to be an automaton. */
  readonly bot: boolean;
}

/** Everybody who is named, each source made explicit: actor, author of the target, the mentioned, in this order. */
export function listNamedIdentities(activity: SentActivity): NamedIdentity[] {
  const { actor, target, mentions, source } = activity;
  const named: NamedIdentity[] = [];
  if (actor !== undefined) named.push(nameActor(actor, source));
  if (target?.author !== undefined) named.push(nameThing(target.author, source));
  for (const mention of mentions ?? []) named.push(nameThing(mention, source));
  return named;
}

/** Gives everybody who is named the identity they have; `takeNext` gives them in the order they were listed. */
export function assignIdentities(activity: SentActivity, takeNext: () => KnownIdentity): KnownIdentities {
  return {
    actor: activity.actor === undefined ? null : takeNext(),
    targetAuthor: activity.target?.author === undefined ? null : takeNext(),
    mentions: activity.mentions?.map(takeNext) ?? [],
  };
}

function nameActor({ source, id, name, bot }: SentActor, ownSource: string): NamedIdentity {
  const named = { source: source ?? ownSource, id, bot: bot ?? false };
  return name === undefined ? named : { ...named, name };
}

function nameThing({ source, id }: SentThing, ownSource: string): NamedIdentity {
  return { source: source ?? ownSource, id, bot: false };
}
