import { describe, expect, it } from 'vitest';
import { createItemCheck } from './activity-check.ts';

const checkItem = createItemCheck();
const ask = {
  source: 'forum',
  id: '1',
  community: 'bridges',
  act: 'ask',
  occurredAt: '2026-03-12T17:00:45Z',
};

/** What the sender of an item is told. */
function tellSender(item: object): unknown {
  const checked = checkItem(item, 17, {
    nowMs: Date.parse('2026-04-01T00:00:00Z'),
    futureSkewMs: 0,
    mayHide: true,
  });
  return 'refusal' in checked ? checked.refusal.details.detail : null;
}

describe('the sender of an activity is told', () => {
  it('nothing where it is right', () => {
    expect(tellSender(ask)).toBeNull();
  });

  it('what an instant looks like, however it was missed', () => {
    const told =
      '/activities/17/occurredAt: must be an RFC 3339 instant with an offset, such as 2026-03-12T17:00:45+01:00';
    for (const occurredAt of ['2026-03-12', 'yesterday', '2026-03-12T17:00:45', 'x'.repeat(41)])
      expect(tellSender({ ...ask, occurredAt })).toBe(told);
  });

  it('where a rule is broken, apart from which', () => {
    expect(tellSender({ ...ask, polarity: 1 })).toMatch(/^\/activities\/17\/polarity: only a vote /);
  });
});
