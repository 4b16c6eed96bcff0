// The publishing half of the bus in memory: it remembers what was sent, in order, and fails when told to.
import { MARKER_KEY } from '@copse/contracts';
import type { OutgoingRecord, Publisher } from '@copse/messaging';

/** A record as it was sent. */
export interface SentRecord {
  readonly topic: string;
  readonly key: string;
  readonly partition: number | undefined;
  readonly value: Record<string, unknown>;
  readonly bytes: Buffer;
}

export interface RecordingBus extends Publisher {
  readonly sent: readonly SentRecord[];
  /** Events only, in the order sent. */
  events(): SentRecord[];
  markers(): SentRecord[];
  /** Called before a send is taken; what it throws is the broker's refusal. */
  onPublish: (topic: string, records: readonly OutgoingRecord[]) => Promise<void> | void;
}

/** Takes every topic. */
export function createRecordingBus(): RecordingBus {
  const sent: SentRecord[] = [];
  return {
    sent,
    events: () => sent.filter((record) => record.key !== MARKER_KEY),
    markers: () => sent.filter((record) => record.key === MARKER_KEY),
    onPublish: () => {},
    async publish(topic, records) {
      await this.onPublish(topic, records);
      for (const { key, value, partition } of records) {
        if (value === null) throw new Error('a relay sends no tombstones');
        const parsed = JSON.parse(value.toString()) as Record<string, unknown>;
        sent.push({ topic, key, partition, value: parsed, bytes: value });
      }
    },
  };
}
