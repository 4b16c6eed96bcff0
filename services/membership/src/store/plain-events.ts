// Events without personal parts: what the decider says is what the log holds.
import { randomUUID } from 'node:crypto';
import type { DomainEvent, NewEvent, RecordedEvent } from '@copse/event-store';

/** Gives events their ids. */
export function toPlainEvents(events: readonly DomainEvent[]): NewEvent[] {
  return events.map(({ type, data }) => ({
    eventId: randomUUID(),
    type,
    schemaVersion: 1,
    data,
    sealed: null,
  }));
}

/** Reads an event of an aggregate whose events have one schema version so far. */
export function fromPlainEvent(recorded: RecordedEvent): DomainEvent {
  return { type: recorded.type, data: recorded.data };
}
