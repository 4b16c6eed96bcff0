import { describe, expect, it } from 'vitest';
import { countBytes, joinColumns, serializeFirstEvents } from './first-event-columns.ts';
import type { FirstEvent } from './first-events.ts';

const event: FirstEvent = {
  tenant: 'default',
  streamId: 'activity/a',
  eventId: '0b9bfa3e-52b8-4a1c-9d0e-3f6d5a1c2b4d',
  type: 'activity-captured',
  schemaVersion: 1,
  data: { text: 'two\nlines' },
  sealed: 'c2VhbGVk',
  meta: {},
  contentHash: 'ab'.repeat(16),
};

describe('first events as columns', () => {
  it('have a line a row in every column', () => {
    const traced = { ...event, meta: { traceparent: '00-1-2-01' } };
    const bare = { ...event, streamId: 'activity/b', data: {}, sealed: null };
    expect(joinColumns(serializeFirstEvents([traced, bare]))).toEqual([
      'default\ndefault',
      'activity/a\nactivity/b',
      `${event.eventId}\n${event.eventId}`,
      'activity-captured\nactivity-captured',
      '1\n1',
      '{"text":"two\\nlines"}\n{}',
      'c2VhbGVk\n',
      '00-1-2-01\n',
      '\n',
      `${event.contentHash}\n${event.contentHash}`,
    ]);
  });

  it.each(['tenant', 'streamId', 'eventId', 'type', 'sealed', 'contentHash'] as const)(
    'refuse a line break in %s',
    (name) => {
      expect(() => serializeFirstEvents([{ ...event, [name]: 'two\nlines' }])).toThrow(RangeError);
    },
  );

  it.each(['traceparent', 'keyId'])('refuse a line break in %s', (name) => {
    expect(() => serializeFirstEvents([{ ...event, meta: { [name]: 'two\nlines' } }])).toThrow(RangeError);
  });

  it.each(['AB'.repeat(16), 'ab'.repeat(20), 'ab', ''])(
    'refuse a content hash that is none: "%s"',
    (contentHash) => {
      expect(() => serializeFirstEvents([{ ...event, contentHash }])).toThrow(RangeError);
    },
  );

  it('are counted in bytes of UTF-8', () => {
    const size = (text: string): number =>
      serializeFirstEvents([{ ...event, data: { text } }]).reduce((sum, row) => sum + countBytes(row), 0);
    // An umlaut takes two bytes, the forest four.
    expect(size('ü🌳') - size('')).toBe(6);
  });
});
