// The one manifest of topics. `copse topics ensure` creates what is missing; a service that finds one
// missing at its start says which.

/** One topic as it must exist. */
export interface TopicDeclaration {
  readonly name: string;
  /** Fixed from the first day: raising it later would break the order of keys. */
  readonly partitions: number;
  readonly compacted: boolean;
  /** Milliseconds a record is kept; null keeps it for ever. */
  readonly retentionMs: number | null;
  /** Bytes kept per partition; null sets no bound. */
  readonly retentionBytes: number | null;
  /** Whether relays announce in it how far time is complete: figures are computed from it. */
  readonly watermarks: boolean;
  readonly owner: string;
  readonly purpose: string;
}

const DAY_MS = 86_400_000;
const GIBIBYTE = 1_073_741_824;
const kept = { compacted: false, retentionMs: 30 * DAY_MS, retentionBytes: 4 * GIBIBYTE } as const;
const facts = { partitions: 24, ...kept, watermarks: true } as const;

/** The contexts that publish events, each with its topic. */
export const TOPIC_OF_CONTEXT = {
  membership: 'copse.membership',
  activity: 'copse.activity',
  identity: 'copse.identity',
  value: 'copse.value',
  access: 'copse.access',
} as const;
export type Context = keyof typeof TOPIC_OF_CONTEXT;

/** Where a consumer of analytics, membership, … puts what it cannot take in. */
export const DEAD_LETTER_TOPIC = 'copse.dead-letters';

/** Every topic of a Copse installation. */
export const TOPICS: readonly TopicDeclaration[] = [
  {
    name: 'copse.membership',
    ...facts,
    owner: 'membership',
    purpose: 'Communities, people, membership',
  },
  { name: 'copse.activity', ...facts, owner: 'activity-capture', purpose: 'What happened' },
  {
    name: 'copse.identity',
    partitions: 6,
    ...kept,
    watermarks: false,
    owner: 'activity-capture',
    purpose: 'Who acted for the first time',
  },
  {
    name: 'copse.value',
    ...facts,
    owner: 'value-evaluation',
    purpose: 'Value-creation stories',
  },
  {
    name: 'copse.access',
    partitions: 1,
    compacted: true,
    retentionMs: null,
    retentionBytes: null,
    watermarks: false,
    owner: 'membership',
    purpose: 'Tenants and API keys, whole state per key',
  },
  {
    name: DEAD_LETTER_TOPIC,
    partitions: 1,
    ...kept,
    watermarks: false,
    owner: 'every consumer',
    purpose: 'Records a consumer could not take in',
  },
];
