// What was read and not yet flushed, over all partitions: events, the newest markers, refused records, and
// how far each partition has come. A revoked partition can be taken out again without a trace.
import type { TopicPartition, TopicPartitionOffset } from '../bus.ts';
import type { ConsumedEvent, ConsumedMarker } from './consumed.ts';
import type { RefusedRecord } from './dead-letters.ts';

/** A buffer being filled, then handed to one flush. */
export interface EventBuffer {
  readonly events: ConsumedEvent<unknown>[];
  readonly refused: RefusedRecord[];
  /** Bytes of the values it holds. */
  bytes: number;
  /** When its first record came, milliseconds since the epoch; null while it is empty. */
  since: number | null;
  /** Offsets after everything that was read, by partition. */
  readonly positions: Map<string, TopicPartitionOffset>;
  readonly markers: Map<string, ConsumedMarker>;
}

/** An empty buffer. */
export function createEventBuffer(): EventBuffer {
  return { events: [], refused: [], bytes: 0, since: null, positions: new Map(), markers: new Map() };
}

/** Adds an event. */
export function addEvent(buffer: EventBuffer, event: ConsumedEvent<unknown>): void {
  buffer.events.push(event);
  buffer.bytes += event.value.length;
}

/** Adds a marker; of one partition and source only the newest watermark of the newest epoch stays. */
export function addMarker(buffer: EventBuffer, consumed: ConsumedMarker): void {
  const { marker, topic, partition } = consumed;
  const identity = marker.marker === 'watermark' ? marker.source : `${marker.source}/${marker.rebuildId}`;
  const key = `${topic}/${partition}/${marker.marker}/${identity}`;
  const before = buffer.markers.get(key)?.marker;
  if (before?.marker === 'watermark' && marker.marker === 'watermark') {
    if (marker.epoch < before.epoch) return;
    if (marker.epoch === before.epoch && marker.at < before.at) return;
  }
  buffer.markers.set(key, consumed);
}

/** Notes how far a partition was read. */
export function advance(buffer: EventBuffer, position: TopicPartitionOffset): void {
  buffer.positions.set(`${position.topic}/${position.partition}`, position);
}

/** The buffer without what it holds of some partitions. */
export function withoutPartitions(buffer: EventBuffer, partitions: readonly TopicPartition[]): EventBuffer {
  const gone = new Set(partitions.map(({ topic, partition }) => `${topic}/${partition}`));
  const stays = (item: TopicPartition): boolean => !gone.has(`${item.topic}/${item.partition}`);
  const kept = createEventBuffer();
  kept.since = buffer.since;
  for (const event of buffer.events) if (stays(event)) addEvent(kept, event);
  kept.refused.push(...buffer.refused.filter(stays));
  for (const [key, marker] of buffer.markers) if (stays(marker)) kept.markers.set(key, marker);
  for (const [key, position] of buffer.positions) if (stays(position)) kept.positions.set(key, position);
  return kept;
}
