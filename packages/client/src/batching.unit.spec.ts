import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from './activity.ts';
import { cutBatches } from './batching.ts';

const activity = (id: string, text = ''): Activity => ({
  source: 'forum',
  id,
  community: 'quantum',
  act: 'ask',
  occurredAt: '2018-03-12T17:00:45.567Z',
  text,
});

describe('cutBatches', () => {
  it('cuts by items', () => {
    const five = ['1', '2', '3', '4', '5'].map((id) => activity(id));
    const batches = [...cutBatches(five, { maxItems: 2, maxBytes: 1_000_000 })];
    expect(batches.map((batch) => batch.indexes)).toEqual([[0, 1], [2, 3], [4]]);
    expect(JSON.parse(batches[2]?.bodyText ?? '')).toEqual({ activities: [five[4]] });
  });

  it('sends an activity that exceeds the bytes alone, by itself, and leaves the judgement to the server', () => {
    const three = [activity('1'), activity('2', 'x'.repeat(2000)), activity('3')];
    const batches = [...cutBatches(three, { maxItems: 100, maxBytes: 1000 })];
    expect(batches.map((batch) => batch.indexes)).toEqual([[0], [1], [2]]);
  });

  it('counts bytes, not characters', () => {
    const emoji = [activity('1', '🌳'.repeat(100)), activity('2', '🌳'.repeat(100))];
    expect([...cutBatches(emoji, { maxItems: 100, maxBytes: 900 })]).toHaveLength(2);
  });

  it('keeps every chosen activity, once, in order, within the bounds', () => {
    const lists = fc.array(fc.string({ maxLength: 50, unit: 'grapheme' }), { maxLength: 60 });
    fc.assert(
      fc.property(
        lists,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 300, max: 2000 }),
        (texts, maxItems, maxBytes) => {
          const activities = texts.map((text, index) => activity(String(index), text));
          const batches = [...cutBatches(activities, { maxItems, maxBytes })];
          expect(batches.flatMap((batch) => batch.indexes)).toEqual([...activities.keys()]);
          for (const batch of batches) {
            expect(batch.indexes.length).toBeLessThanOrEqual(maxItems);
            const fits = Buffer.byteLength(batch.bodyText) <= maxBytes;
            expect(fits || batch.indexes.length === 1).toBe(true);
          }
        },
      ),
    );
  });
});
