// Upcasters: one version at a time, each with a sample that stays as it is.
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from './event.ts';
import { defineUpcasters, type Upcaster } from './upcasters.ts';

const split: Upcaster = {
  type: 'person-named',
  fromVersion: 1,
  upcast: (data) => {
    const [given = '', family = ''] = (data as { name: string }).name.split(' ');
    return { given, family };
  },
  sample: { before: { name: 'Ada Lovelace' }, after: { given: 'Ada', family: 'Lovelace' } },
};
const nest: Upcaster = {
  type: 'person-named',
  fromVersion: 2,
  upcast: (data) => ({ name: data }),
  sample: { before: { given: 'Ada', family: 'L' }, after: { name: { given: 'Ada', family: 'L' } } },
};

function recorded(schemaVersion: number, data: unknown, type = 'person-named'): RecordedEvent {
  const place = {
    tenant: 't',
    streamId: 's',
    version: 1,
    eventId: 'e',
    recordedAt: '2026-01-01T00:00:00.000Z',
  };
  return { ...place, type, schemaVersion, data, sealed: null, meta: {} };
}

describe('upcasters', () => {
  it('lead an old event to the newest version, step by step', () => {
    const { upcast } = defineUpcasters([nest, split]);
    const event = upcast(recorded(1, { name: 'Ada Lovelace' }));
    expect(event).toMatchObject({ schemaVersion: 3, data: { name: { given: 'Ada', family: 'Lovelace' } } });
  });

  it('start where the event is, and leave the newest and other types as they are', () => {
    const { upcast } = defineUpcasters([split, nest]);
    expect(upcast(recorded(2, { given: 'A', family: 'B' })).data).toEqual({
      name: { given: 'A', family: 'B' },
    });
    const newest = recorded(3, { name: {} });
    expect(upcast(newest)).toBe(newest);
    const other = recorded(1, {}, 'something-else');
    expect(upcast(other)).toBe(other);
  });

  it.each(defineUpcasters([split, nest]).all)(
    'turn the frozen sample of $type@$fromVersion into what it must be',
    (step) => {
      const before = structuredClone(step.sample.before);
      expect(step.upcast(step.sample.before)).toEqual(step.sample.after);
      expect(step.sample.before).toEqual(before);
    },
  );

  it('are refused where two read the same version or one is missing in between', () => {
    expect(() => defineUpcasters([split, split])).toThrow('two upcasters read person-named@1');
    expect(() => defineUpcasters([split, { ...nest, fromVersion: 3 }])).toThrow(
      'no upcaster reads person-named@2',
    );
  });
});
