import { ACT_NAMES, ACTIVITY_KINDS } from '@copse/contracts';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeCapturedActivity } from './captured-activity.ts';
import { assignIdentities } from './named-identities.ts';
import { joinSent, writeSealedPart, type SealedPart } from './sealed-part.ts';
import type { SentActivity } from './sent-activity.ts';

const SOMEBODY = { identityId: '11111111-1111-4111-8111-111111111111', bot: false };

function split(sent: SentActivity) {
  const identities = assignIdentities(sent, () => SOMEBODY);
  const captured = composeCapturedActivity(sent, identities, () => 'a reference');
  return { captured, sealed: writeSealedPart(sent, captured) };
}

const post: SentActivity = {
  source: 'forum',
  id: 'post/1',
  community: 'quantum',
  act: 'ask',
  kind: 'problem-solving',
  occurredAt: '2018-03-12T17:00:45.000Z',
  topics: ['qubits', 'noise'],
  disclosesDifficulty: true,
};

describe('the sealed part of an activity', () => {
  it('holds what is personal, and nothing the public part says', () => {
    const personal = {
      actor: { id: 'ada', name: 'Ada', source: 'directory' },
      target: { id: 'post/0', author: { id: 'bob' } },
      thread: { id: 'post/0' },
      mentions: [{ id: 'eve' }],
      text: 'said',
      title: 'called',
      url: 'https://example.org/1',
    };
    expect(JSON.parse(split({ ...post, ...personal }).sealed)).toEqual({ id: 'post/1', ...personal });
    expect(split(post).sealed).toBe('{"id":"post/1"}');
  });

  it.each<[string, Partial<SentActivity>]>([
    ['an instant with an offset', { occurredAt: '2018-03-12T18:00:45+01:00' }],
    ['a topic said twice', { topics: ['qubits', 'noise', 'qubits'] }],
    ['no topics, said as a list', { topics: [] }],
    ['a kind that was said to be other', { kind: 'other' }],
    ['no difficulty, said', { disclosesDifficulty: false }],
  ])('keeps the words of %s', (_what, said) => {
    expect(JSON.parse(split({ ...post, ...said }).sealed)).toEqual({ id: 'post/1', ...said });
  });

  it('gives back with the public part what was sent, whatever that was', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
    const thing = fc.record({ source: text, id: text }, { requiredKeys: ['id'] });
    const activities = fc.record(
      {
        source: text,
        id: text,
        community: text,
        act: fc.constantFrom(...ACT_NAMES),
        kind: fc.constantFrom(...ACTIVITY_KINDS),
        occurredAt: fc.constantFrom(
          '2018-03-12T17:00:45.000Z',
          '2018-03-12T17:00:45Z',
          '2018-03-12T17:00:45.5679Z',
          '2018-03-12T18:00:45.000+01:00',
        ),
        actor: fc.record({ source: text, name: text, id: text, bot: fc.boolean() }, { requiredKeys: ['id'] }),
        target: fc.record({ id: text, source: text, author: thing }, { requiredKeys: [] }),
        thread: thing,
        mentions: fc.array(thing, { maxLength: 5 }),
        topics: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }),
        polarity: fc.constantFrom(1 as const, -1 as const),
        text,
        title: text,
        url: text,
        disclosesDifficulty: fc.boolean(),
      },
      { requiredKeys: ['source', 'id', 'community', 'act', 'occurredAt'] },
    );
    fc.assert(
      fc.property(activities, (sent) => {
        const { captured, sealed } = split(sent);
        const published = JSON.parse(JSON.stringify(captured)) as typeof captured;
        expect(canonicalize(joinSent(published, JSON.parse(sealed) as SealedPart))).toBe(canonicalize(sent));
      }),
      { numRuns: 2_000 },
    );
  });
});
