import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeCanonicalActivity } from './canonical-activity.ts';
import type { SentActivity } from './sent-activity.ts';

const ask: SentActivity = {
  source: 's',
  id: '1',
  community: 'c',
  act: 'ask',
  occurredAt: '2018-01-01T00:00:00Z',
};

describe('the canonical text of an activity', () => {
  it('is what RFC 8785 makes of it, whatever is said and in whatever order', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    const thing = fc.record({ source: text, id: text }, { requiredKeys: ['id'] });
    const optional = fc.record(
      {
        kind: text,
        actor: fc.record({ source: text, name: text, id: text, bot: fc.boolean() }, { requiredKeys: ['id'] }),
        target: fc.record({ id: text, source: text, author: thing }, { requiredKeys: [] }),
        thread: thing,
        mentions: fc.array(thing),
        topics: fc.array(text),
        polarity: fc.constantFrom(1 as const, -1 as const),
        text,
        title: text,
        url: text,
        disclosesDifficulty: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(optional, (extra) => {
        const activity = { ...extra, ...ask };
        expect(writeCanonicalActivity(activity)).toBe(canonicalize(activity));
      }),
    );
  });
});
