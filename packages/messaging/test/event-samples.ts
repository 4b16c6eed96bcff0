// Events and markers as they stand in the topics, for specs of consumers.
import { randomUUID } from 'node:crypto';
import {
  DEAD_LETTER_TOPIC,
  MARKER_KEY,
  TOPICS,
  recordKey,
  type IdentitySighted,
  type PublicEvent,
  type TopicDeclaration,
} from '@copse/contracts';
import type { OutgoingRecord } from '../src/bus.ts';

export const IDENTITY = 'copse.identity';
export const SIGHTED = 'copse.identity.sighted.v1';

/** The topics a consumer of sightings needs, with few partitions. */
export const IDENTITY_TOPICS: readonly TopicDeclaration[] = TOPICS.filter(
  ({ name }) => name === IDENTITY || name === DEAD_LETTER_TOPIC,
).map((topic) => Object.assign({}, topic, { partitions: topic.name === IDENTITY ? 4 : 1 }));

/** A valid event: identity `n` was sighted. */
export function sighting(n: number, change: Partial<PublicEvent> = {}): PublicEvent<IdentitySighted> {
  const identityId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: 'copse/activity-capture',
    type: SIGHTED,
    subject: `identity/${identityId}`,
    time: '2026-01-31T12:00:00.000Z',
    datacontenttype: 'application/json',
    tenantid: 'acme',
    streamversion: 1,
    data: { identityId, lookup: 'ab'.repeat(32), source: 'forum', bot: false },
    ...change,
  } as PublicEvent<IdentitySighted>;
}

/** An event's record, as the relay sends it. */
export function toRecord(event: PublicEvent, partition?: number): OutgoingRecord {
  const record = { key: recordKey(event.tenantid, event.subject), value: Buffer.from(JSON.stringify(event)) };
  return partition === undefined ? record : { ...record, partition };
}

/** A watermark's record for a partition. */
export function watermark(partition: number, at: string, epoch = 1): OutgoingRecord {
  const marker = { marker: 'watermark', source: 'copse/activity-capture', epoch, at };
  return { key: MARKER_KEY, value: Buffer.from(JSON.stringify(marker)), partition };
}
