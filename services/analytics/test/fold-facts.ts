// The raw events as the oracle sees them: each once, bots found, people resolved.
import {
  ACTS,
  type ActivityCaptured,
  type IdentityLinked,
  type MemberJoined,
  type MemberLeft,
  type PublicEvent,
  type StoryState,
} from '@copse/contracts';

export interface FoldActivity {
  readonly ref: string;
  readonly at: number;
  readonly act: ActivityCaptured['act'];
  readonly kind: ActivityCaptured['kind'];
  /** The identity; null where anonymous. */
  readonly identity: string | null;
  readonly targetRef: string | null;
  readonly targetAuthor: string | null;
  readonly thread: string | null;
  readonly mentions: readonly string[];
}

interface FoldChange {
  readonly at: number;
  readonly version: number;
  readonly joined: boolean;
}

interface FoldStory {
  readonly version: number;
  readonly recorded: number;
  readonly isDraft: boolean;
  readonly state: StoryState;
}

export interface FoldFacts {
  /** Of this community, bots' left out. */
  readonly activities: readonly FoldActivity[];
  /** Of this community, bots' too, by reference. */
  readonly byRef: ReadonlyMap<string, FoldActivity>;
  readonly stories: readonly FoldStory[];
  personOf(identity: string): string;
  isBot(identity: string): boolean;
  /** Everybody who ever changed their membership here, and is not a bot. */
  readonly memberHistories: ReadonlyMap<string, readonly FoldChange[]>;
  isMemberAt(person: string, instantMs: number): boolean;
}

/** Reads one tenant's community out of the events. */
export function readFoldFacts(events: readonly PublicEvent[], tenant: string, community: string): FoldFacts {
  const once = new Map(events.filter((event) => event.tenantid === tenant).map((event) => [event.id, event]));
  const links = new Map<string, { person: string; bot: boolean; time: string }>();
  const activities: FoldActivity[] = [];
  const marked = new Set<string>();
  const histories = new Map<string, FoldChange[]>();
  const stories = new Map<string, FoldStory>();
  const addChange = (person: string, change: FoldChange): void => {
    histories.set(person, [...(histories.get(person) ?? []), change]);
  };
  for (const event of once.values()) {
    if (event.type === 'copse.membership.identity-linked.v1') {
      const { identityId, personId, bot } = event.data as IdentityLinked;
      const known = links.get(identityId);
      if (known === undefined || known.time < event.time)
        links.set(identityId, { person: personId, bot, time: event.time });
    } else if (event.type === 'copse.activity.captured.v1') {
      const data = event.data as ActivityCaptured;
      if (data.community !== community) continue;
      activities.push(toFoldActivity(data));
      if (data.actor?.bot === true) marked.add(data.actor.identityId);
    } else if (event.type === 'copse.membership.member-joined.v1') {
      const data = event.data as MemberJoined;
      if (data.communityKey !== community) continue;
      addChange(data.personId, { at: Date.parse(data.joinedAt), version: event.streamversion, joined: true });
    } else if (event.type === 'copse.membership.member-left.v1') {
      const data = event.data as MemberLeft;
      if (data.communityKey !== community) continue;
      addChange(data.personId, { at: Date.parse(data.leftAt), version: event.streamversion, joined: false });
    } else if (event.type.startsWith('copse.value.story-')) {
      const state = event.data as StoryState;
      const known = stories.get(state.storyId);
      if (known !== undefined && known.version > event.streamversion) continue;
      const isDraft = /drafted|revised/.test(event.type);
      stories.set(state.storyId, {
        version: event.streamversion,
        recorded: Date.parse(event.time),
        isDraft,
        state,
      });
    }
  }
  const isBot = (identity: string): boolean => marked.has(identity) || links.get(identity)?.bot === true;
  const botPeople = findBotPeople(links, isBot);
  const memberHistories = new Map(
    [...histories]
      .filter(([person]) => !botPeople.has(person))
      .map(([person, changes]) => [person, changes.toSorted((a, b) => a.at - b.at || a.version - b.version)]),
  );
  return {
    activities: activities.filter(({ identity }) => identity === null || !isBot(identity)),
    byRef: new Map(activities.map((activity) => [activity.ref, activity])),
    stories: [...stories.values()].filter((story) => story.state.communityKey === community),
    personOf: (identity) => links.get(identity)?.person ?? identity,
    isBot,
    memberHistories,
    isMemberAt: (person, instantMs) =>
      (memberHistories.get(person) ?? []).findLast((change) => change.at < instantMs)?.joined === true,
  };
}

/** People all of whose identities are bots. */
function findBotPeople(
  links: ReadonlyMap<string, { person: string }>,
  isBot: (identity: string) => boolean,
): ReadonlySet<string> {
  const people = new Set([...links.values()].map((link) => link.person));
  for (const [identity, { person }] of links) if (!isBot(identity)) people.delete(person);
  return people;
}

function toFoldActivity(data: ActivityCaptured): FoldActivity {
  return {
    ref: data.activityRef,
    at: Date.parse(data.occurredAt),
    act: data.act,
    kind: data.kind,
    identity: data.actor?.identityId ?? null,
    targetRef: data.target?.ref ?? null,
    targetAuthor: data.target?.author ?? null,
    thread: data.threadRef ?? null,
    mentions: data.mentions ?? [],
  };
}

export function isContribution({ act }: FoldActivity): boolean {
  return ACTS[act].contribution;
}

export function isActive({ act }: FoldActivity): boolean {
  return ACTS[act].contribution || ACTS[act].attendance;
}

export function isReply({ act }: FoldActivity): boolean {
  return ACTS[act].reply;
}
