// What both stores are given: an activity as capture records it, some 450 bytes of public data and a sealed part.
import { randomBytes, randomUUID } from 'node:crypto';
import type { FirstEvent, NewEvent } from '@copse/event-store';

export const TENANT = 'bench';
export const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
export const EVENT_TYPE = 'activity-captured';
const SEALED = randomBytes(90).toString('base64');

/** A stream that does not exist yet. */
export function newStreamId(): string {
  return `activity/${randomBytes(16).toString('hex')}`;
}

/** The public part of an activity. */
export function makeData(): Record<string, unknown> {
  return {
    activityRef: randomBytes(16).toString('hex'),
    source: 'stackexchange:quantumcomputing',
    community: 'quantum-computing',
    act: 'answer',
    kind: 'problem-solving',
    occurredAt: '2018-03-12T17:00:45.567Z',
    actor: { identityId: randomUUID() },
    target: { ref: randomBytes(16).toString('hex'), author: randomUUID() },
    threadRef: randomBytes(16).toString('hex'),
    topics: ['entanglement', 'error-correction'],
  };
}

/** An event on its way. */
export function makeEvent(): NewEvent {
  return { eventId: randomUUID(), type: EVENT_TYPE, schemaVersion: 1, data: makeData(), sealed: SEALED };
}

/** The first event of a new stream. */
export function makeFirstEvent(): FirstEvent {
  const meta = { traceparent: TRACEPARENT };
  return {
    ...makeEvent(),
    tenant: TENANT,
    streamId: newStreamId(),
    meta,
    contentHash: randomBytes(16).toString('hex'),
  };
}

/** The same for Emmett, whose events have no sealed part: it goes into the metadata. */
export function makeEmmettEvent(): {
  type: string;
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
} {
  return { type: EVENT_TYPE, data: makeData(), metadata: { traceparent: TRACEPARENT, sealed: SEALED } };
}
