// What the contract suite needs of an adapter: buses on one real broker, and subscribers that remember.
import { randomBytes } from 'node:crypto';
import type { TopicDeclaration } from '@copse/contracts';
import { createLogger } from '@copse/observability';
import type { Bus, IncomingRecord, Subscription, SubscriptionOptions, TopicPartition } from '../src/bus.ts';

/** An adapter on a real broker. */
export interface BusHarness {
  /** A client of its own, as another process would have. */
  createBus(): Bus;
  close(): Promise<void>;
}

/** A logger that says nothing. */
export const silent = createLogger({ name: 'spec', level: 'silent' });

/** A topic no other test uses. */
export function declareTopic(options: { partitions?: number; compacted?: boolean } = {}): TopicDeclaration {
  return {
    name: `spec.${randomBytes(4).toString('hex')}`,
    partitions: options.partitions ?? 1,
    compacted: options.compacted ?? false,
    retentionMs: null,
    retentionBytes: null,
    watermarks: false,
    owner: 'spec',
    purpose: 'a test',
  };
}

/** A group no other test uses. */
export function nameGroup(): string {
  return `group.${randomBytes(4).toString('hex')}`;
}

/** A subscriber that keeps what it was given, in the order it came. */
export interface Recorder {
  readonly subscription: Subscription;
  readonly records: (TopicPartition & IncomingRecord)[];
  readonly highWatermarks: Map<string, bigint>;
  readonly assigned: TopicPartition[][];
  readonly revoked: TopicPartition[][];
  readonly crashes: Error[];
  /** Values as text; null for none. */
  values(): (string | null)[];
}

/** Subscribes and keeps everything. */
export async function record(
  bus: Bus,
  options: Partial<SubscriptionOptions> & { topics: readonly string[] },
): Promise<Recorder> {
  const kept: Omit<Recorder, 'subscription'> = {
    records: [],
    highWatermarks: new Map(),
    assigned: [],
    revoked: [],
    crashes: [],
    values: () => kept.records.map(({ value }) => value?.toString('utf8') ?? null),
  };
  const subscription = await bus.subscribe({
    groupId: nameGroup(),
    from: 'earliest',
    onBatch: async ({ topic, partition, records, highWatermark }) => {
      for (const entry of records) kept.records.push({ topic, partition, ...entry });
      kept.highWatermarks.set(`${topic}/${partition}`, highWatermark);
    },
    onAssigned: async (partitions) => void kept.assigned.push([...partitions]),
    onRevoked: async (partitions) => void kept.revoked.push([...partitions]),
    onCrash: (error) => void kept.crashes.push(error),
    ...options,
  });
  return { ...kept, subscription };
}

/** Records with the same key. */
export function outgoing(key: string, ...values: (string | null)[]): { key: string; value: Buffer | null }[] {
  return values.map((value) => ({ key, value: value === null ? null : Buffer.from(value, 'utf8') }));
}
