// An activity as one text, the same however it was sent: members in the order of RFC 8785. The shape is
// closed, so the order is written down here instead of being sorted at every post.
import type { SentActivity, SentActor, SentTarget, SentThing } from './sent-activity.ts';

/**
 * The canonical JSON (RFC 8785) of an activity whose shape was checked: JSON.stringify writes numbers and
 * strings as the RFC wants them, and leaves absent members out. Members that are not known here would be lost.
 */
export function writeCanonicalActivity(activity: SentActivity): string {
  return JSON.stringify({
    act: activity.act,
    actor: activity.actor && orderActor(activity.actor),
    community: activity.community,
    disclosesDifficulty: activity.disclosesDifficulty,
    id: activity.id,
    kind: activity.kind,
    mentions: activity.mentions?.map(orderThing),
    occurredAt: activity.occurredAt,
    polarity: activity.polarity,
    source: activity.source,
    target: activity.target && orderTarget(activity.target),
    text: activity.text,
    thread: activity.thread && orderThing(activity.thread),
    title: activity.title,
    topics: activity.topics,
    url: activity.url,
  });
}

function orderThing(thing: SentThing): object {
  return { id: thing.id, source: thing.source };
}

function orderActor(actor: SentActor): object {
  return { bot: actor.bot, id: actor.id, name: actor.name, source: actor.source };
}

function orderTarget(target: SentTarget): object {
  return { author: target.author && orderThing(target.author), id: target.id, source: target.source };
}
