import { describe, expect, it } from 'vitest';
import { findRuleViolations } from './activity-rules.ts';
import type { SentActivity } from './sent-activity.ts';

const now = Date.parse('2026-05-01T12:00:00.000Z');
const context = { nowMs: now, futureSkewMs: 300_000 };
const ask: SentActivity = {
  source: 'forum',
  id: 'q1',
  community: 'quantum',
  act: 'ask',
  occurredAt: '2026-05-01T11:59:00Z',
};

/** The rules broken, as `code at pointer`. */
function violationsOf(activity: SentActivity): string[] {
  return findRuleViolations(activity, context).map(({ code, pointer }) => `${code} at ${pointer}`);
}

describe('the rules of an activity', () => {
  it('lets an activity pass that says as little as a source may know', () => {
    expect(violationsOf(ask)).toEqual([]);
    expect(violationsOf({ ...ask, act: 'comment' })).toEqual([]);
  });

  it('accepts the clock of an app up to the skew and refuses one millisecond more', () => {
    expect(violationsOf({ ...ask, occurredAt: '2026-05-01T12:05:00.000Z' })).toEqual([]);
    expect(violationsOf({ ...ask, occurredAt: '2026-05-01T12:05:00.001Z' })).toEqual([
      'instant-in-future at /occurredAt',
    ]);
  });

  it('judges the future in UTC, whatever the offset', () => {
    expect(violationsOf({ ...ask, occurredAt: '2026-05-01T21:00:00+09:00' })).toEqual([]);
    expect(violationsOf({ ...ask, occurredAt: '2026-05-01T12:00:00-01:00' })).toEqual([
      'instant-in-future at /occurredAt',
    ]);
  });

  it('accepts the past back to 1900, which every engine can hold, and nothing before', () => {
    expect(violationsOf({ ...ask, occurredAt: '1900-01-01T00:00:00Z' })).toEqual([]);
    expect(violationsOf({ ...ask, occurredAt: '1899-12-31T23:59:59Z' })).toEqual([
      'instant-invalid at /occurredAt',
    ]);
  });

  it('refuses a day the calendar does not have', () => {
    expect(violationsOf({ ...ask, occurredAt: '2026-02-30T00:00:00Z' })).toEqual([
      'instant-invalid at /occurredAt',
    ]);
  });

  it('wants a polarity of a vote and of nothing else', () => {
    expect(violationsOf({ ...ask, act: 'vote' })).toEqual(['polarity-missing at /polarity']);
    expect(violationsOf({ ...ask, act: 'vote', polarity: -1 })).toEqual([]);
    expect(violationsOf({ ...ask, act: 'endorse', polarity: 1 })).toEqual([
      'polarity-without-vote at /polarity',
    ]);
  });

  it.each(['answer', 'accept'])('refuses the act %s where nothing says what it is about', (act) => {
    expect(violationsOf({ ...ask, act })).toEqual(['target-missing at /target']);
    expect(violationsOf({ ...ask, act, target: { id: 'q0' } })).toEqual([]);
    expect(violationsOf({ ...ask, act, target: { author: { id: 'ada' } } })).toEqual([]);
    expect(violationsOf({ ...ask, act, thread: { id: 'q0' } })).toEqual([]);
  });

  it('refuses a target that says nothing', () => {
    expect(violationsOf({ ...ask, target: { source: 'forum' } })).toEqual(['target-empty at /target']);
    expect(violationsOf({ ...ask, target: {} })).toEqual(['target-empty at /target']);
  });

  it('names every rule that is broken, not only the first', () => {
    expect(violationsOf({ ...ask, polarity: 1, target: {}, occurredAt: '2027-01-01T00:00:00Z' })).toEqual([
      'instant-in-future at /occurredAt',
      'polarity-without-vote at /polarity',
      'target-empty at /target',
    ]);
  });
});
