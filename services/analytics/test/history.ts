// A short way to write down what happened in a community, as the public events the topics would carry.
// Names become ids: the same name is the same thing.
import { createHash } from 'node:crypto';
import type {
  Act,
  ACTIVITY_EVENTS,
  ActivityCaptured,
  ActivityKind,
  FrameworkVersion,
  MEMBERSHIP_EVENTS,
  PublicEvent,
  StoryState,
  VALUE_EVENTS,
  ValueCycle,
} from '@copse/contracts';

/** An activity in names; `at` is RFC 3339 or anything Date understands. */
export interface Deed {
  readonly ref?: string;
  readonly by?: string | null;
  readonly act: Act;
  readonly at: string;
  readonly kind?: ActivityKind;
  readonly bot?: boolean;
  readonly to?: string;
  readonly author?: string;
  readonly thread?: string;
  readonly mentions?: readonly string[];
  readonly community?: string;
}

export interface Tale {
  readonly id: string;
  readonly framework: FrameworkVersion;
  readonly status: 'drafted' | 'revised' | 'submitted' | 'published';
  readonly steps: readonly { cycle: ValueCycle; at?: string; sign?: 'positive' | 'negative' }[];
  readonly recordedAt?: string;
}

type EventType = keyof typeof ACTIVITY_EVENTS | keyof typeof MEMBERSHIP_EVENTS | keyof typeof VALUE_EVENTS;

/** A UUID that stands for a name. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A keyed reference that stands for a name. */
export function refOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

export interface HistoryOptions {
  readonly tenant?: string;
  readonly community?: string;
  readonly timeZone?: string;
  readonly framework?: FrameworkVersion;
}

/** Begins a history with the registration of its community. */
export function createHistory(options: HistoryOptions = {}) {
  const { tenant = 'acme', community = 'makers', timeZone = 'UTC', framework = '2020' } = options;
  const events: PublicEvent[] = [];
  const versions = new Map<string, number>();
  let sequence = 0;

  const record = (type: EventType, subject: string, data: object, recordedAt?: string): void => {
    sequence += 1;
    const version = (versions.get(subject) ?? 0) + 1;
    versions.set(subject, version);
    events.push({
      specversion: '1.0',
      id: uuidOf(`${tenant}/event/${sequence}`),
      source: 'copse/test',
      type,
      subject,
      time: recordedAt ?? new Date(Date.UTC(2026, 0, 1) + sequence).toISOString(),
      datacontenttype: 'application/json',
      tenantid: tenant,
      streamversion: version,
      data,
    });
  };
  const change = (type: 'joined' | 'left', name: string, at: string): void =>
    record(`copse.membership.member-${type}.v1`, `member/${community}/${name}`, {
      communityId: uuidOf(`community/${community}`),
      communityKey: community,
      personId: personOf(name),
      [type === 'joined' ? 'joinedAt' : 'leftAt']: new Date(at).toISOString(),
    });

  record('copse.membership.community-registered.v1', `community/${community}`, {
    communityId: uuidOf(`community/${community}`),
    key: community,
    name: community,
    charter: {},
    timeZone,
    frameworkVersion: framework,
  });
  return {
    tenant,
    community,
    timeZone,
    framework,
    events: events as readonly PublicEvent[],
    /** The person `name` is behind this identity, which defaults to one of the same name. */
    link(name: string, identityName = name, bot = false): void {
      record('copse.membership.identity-linked.v1', `person/${name}`, {
        personId: personOf(name),
        identityId: identityOf(identityName),
        bot,
      });
    },
    join(name: string, at: string): void {
      change('joined', name, at);
    },
    leave(name: string, at: string): void {
      change('left', name, at);
    },
    /** Records an activity; `by`, `author` and `mentions` name identities. */
    act(deed: Deed): void {
      const ref = refOf(deed.ref ?? `activity/${sequence}`);
      record('copse.activity.captured.v1', `activity/${ref}`, toActivity(deed, ref, community));
    },
    tell(tale: Tale): void {
      const state = toStory(tale, community);
      record(`copse.value.story-${tale.status}.v1`, `story/${tale.id}`, state, tale.recordedAt);
    },
  };
}
export type History = ReturnType<typeof createHistory>;

function toActivity(deed: Deed, activityRef: string, community: string): ActivityCaptured {
  const { to, author, thread, mentions } = deed;
  const by = deed.by ?? null;
  return {
    activityRef,
    source: 'test',
    community: deed.community ?? community,
    act: deed.act,
    kind: deed.kind ?? 'other',
    occurredAt: new Date(deed.at).toISOString(),
    ...(by === null
      ? {}
      : { actor: { identityId: identityOf(by), ...(deed.bot === true ? { bot: true } : {}) } }),
    ...(to === undefined && author === undefined
      ? {}
      : {
          target: {
            ...(to === undefined ? {} : { ref: refOf(to) }),
            ...(author === undefined ? {} : { author: identityOf(author) }),
          },
        }),
    ...(thread === undefined ? {} : { threadRef: refOf(thread) }),
    ...(mentions === undefined ? {} : { mentions: mentions.map(identityOf) }),
  };
}

function toStory(tale: Tale, communityKey: string): StoryState {
  return {
    storyId: uuidOf(`story/${tale.id}`),
    communityKey,
    frameworkVersion: tale.framework,
    tellerPersonId: null,
    steps: tale.steps.map((step, index) => ({
      stepId: uuidOf(`step/${tale.id}/${index}`),
      cycle: step.cycle,
      occurredAt: step.at === undefined ? null : new Date(step.at).toISOString(),
      sign: step.sign ?? 'positive',
    })),
  };
}

function identityOf(name: string): string {
  return uuidOf(`identity/${name}`);
}

function personOf(name: string): string {
  return uuidOf(`person/${name}`);
}
