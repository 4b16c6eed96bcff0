// Public events as the topics carry them, for specs. Everything not said is a quiet default.
import { createHash, randomUUID } from 'node:crypto';
import type {
  ActivityCaptured,
  ApiKeyState,
  CommunityRegistered,
  PublicEvent,
  StoryState,
} from '@copse/contracts';

export const RECORDED_AT = '2026-03-02T10:00:00.123Z';

interface EventOptions {
  readonly tenant?: string;
  readonly time?: string;
  readonly version?: number;
}

/** An event of any type. */
export function createEvent<Data>(
  type: string,
  subject: string,
  data: Data,
  options: EventOptions = {},
): PublicEvent<Data> {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: 'copse/spec',
    type,
    subject,
    time: options.time ?? RECORDED_AT,
    datacontenttype: 'application/json',
    tenantid: options.tenant ?? 'acme',
    streamversion: options.version ?? 1,
    data,
  };
}

/** 32 hex digits that stand for a thing. */
export function referTo(thing: string): string {
  return createHash('sha256').update(thing).digest('hex').slice(0, 32);
}

/** An activity. */
export function createActivity(
  data: Partial<ActivityCaptured> = {},
  options: EventOptions = {},
): PublicEvent<ActivityCaptured> {
  const activityRef = data.activityRef ?? referTo(randomUUID());
  const defaults: ActivityCaptured = {
    activityRef,
    source: 'forum',
    community: 'gardeners',
    act: 'reply',
    kind: 'other',
    occurredAt: '2026-03-02T09:30:00.000Z',
    actor: { identityId: randomUUID() },
  };
  return createEvent(
    'copse.activity.captured.v1',
    `activity/${activityRef}`,
    { ...defaults, ...data },
    options,
  );
}

/** A registration of a community. */
export function createRegistration(
  data: Partial<CommunityRegistered> = {},
  options: EventOptions = {},
): PublicEvent<CommunityRegistered> {
  const key = data.key ?? 'gardeners';
  const defaults: CommunityRegistered = {
    communityId: '00000000-0000-4000-8000-00000000c001',
    key,
    name: 'Gardeners',
    charter: {},
    timeZone: 'Europe/Lisbon',
    frameworkVersion: '2020',
  };
  return createEvent(
    'copse.membership.community-registered.v1',
    `community/${key}`,
    { ...defaults, ...data },
    options,
  );
}

/** A story's state. */
export function createStory(
  step: 'drafted' | 'revised' | 'submitted' | 'published',
  data: Partial<StoryState> = {},
  options: EventOptions = {},
): PublicEvent<StoryState> {
  const storyId = data.storyId ?? randomUUID();
  const defaults: StoryState = {
    storyId,
    communityKey: 'gardeners',
    frameworkVersion: '2020',
    tellerPersonId: null,
    steps: [],
  };
  return createEvent(`copse.value.story-${step}.v1`, `story/${storyId}`, { ...defaults, ...data }, options);
}

/** A key's state. */
export function createKey(
  state: 'issued' | 'revoked',
  data: Partial<ApiKeyState> = {},
  options: EventOptions = {},
): PublicEvent<ApiKeyState> {
  const keyId = data.keyId ?? '00112233445566aa';
  const defaults: ApiKeyState = {
    keyId,
    tenantId: options.tenant ?? 'acme',
    label: 'spec',
    secretHash: referTo('secret'),
    scopes: ['analytics:read'],
    status: state === 'issued' ? 'active' : 'revoked',
    expiresAt: null,
  };
  const event = createEvent(
    `copse.access.key-${state}.v1`,
    `key/${keyId}`,
    { ...defaults, ...data },
    options,
  );
  return state === 'revoked' && options.version === undefined ? { ...event, streamversion: 2 } : event;
}
