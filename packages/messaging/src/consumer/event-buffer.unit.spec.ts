// A revoked partition leaves no trace in what is buffered: no event, no marker, no position.
import { expect, it } from 'vitest';
import { sighting } from '../../test/event-samples.ts';
import { addEvent, addMarker, advance, createEventBuffer, withoutPartitions } from './event-buffer.ts';

const topic = 'copse.activity';

it('takes a revoked partition out and leaves the others as they were', () => {
  const buffer = createEventBuffer();
  for (const partition of [0, 1]) {
    const place = { topic, partition, offset: 5n };
    addEvent(buffer, { ...place, event: sighting(partition), key: null, value: Buffer.alloc(10) });
    const at = '2026-01-31T12:00:00.000Z';
    const marker = { marker: 'watermark', source: 's', epoch: 1, at } as const;
    addMarker(buffer, { topic, partition, offset: 6n, marker });
    advance(buffer, { topic, partition, offset: 7n });
  }
  const kept = withoutPartitions(buffer, [{ topic, partition: 0 }]);
  expect(kept.events.map(({ partition }) => partition)).toEqual([1]);
  expect([...kept.markers.values()].map(({ partition }) => partition)).toEqual([1]);
  expect([...kept.positions.values()]).toEqual([{ topic, partition: 1, offset: 7n }]);
  expect(kept.bytes).toBe(10);
});
