import { ACT_NAMES, ActivityCaptured, ACTIVITY_KINDS } from '@copse/contracts';
import fc from 'fast-check';
import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { composeCapturedActivity } from './captured-activity.ts';
import { assignIdentities } from './named-identities.ts';
import type { SentActivity } from './sent-activity.ts';

const CANARY = 'canary-7f3a';
const ADA = { identityId: '11111111-1111-4111-8111-111111111111', bot: false };
const BOB = { identityId: '22222222-2222-4222-8222-222222222222', bot: false };
const EVE = { identityId: '33333333-3333-4333-8333-333333333333', bot: false };

/** Stands for the keyed hash: tells references apart by eye and lets no id through. */
function referTo(source: string, id: string): string {
  return Buffer.from(`${source}\0${id}`.replaceAll(CANARY, '?')).toString('hex').padStart(32, '0').slice(-32);
}

const answer = {
  source: 'forum',
  id: `<${CANARY}-message@example.org>`,
  community: 'quantum',
  act: 'answer',
  kind: 'problem-solving',
  occurredAt: '2018-03-12T18:00:45.5679+01:00',
  actor: { id: `mailto:${CANARY}@example.org`, name: `Ada ${CANARY}` },
  target: { id: `q-${CANARY}`, author: { id: `bob-${CANARY}`, source: 'directory' } },
  thread: { id: `t-${CANARY}`, source: 'mail' },
  mentions: [{ id: `eve-${CANARY}` }, { id: `bob-${CANARY}`, source: 'directory' }, { id: `eve-${CANARY}` }],
  topics: ['qubits', 'noise', 'qubits'],
  text: CANARY,
  title: CANARY,
  url: `https://example.org/${CANARY}`,
  disclosesDifficulty: true,
} as const satisfies SentActivity;

describe('composeCapturedActivity', () => {
  it('carries identities, keyed references and UTC, says a thing once, and nothing personal', () => {
    const captured = composeCapturedActivity(
      answer,
      { actor: ADA, targetAuthor: BOB, mentions: [EVE, BOB, EVE] },
      referTo,
    );
    expect(captured).toEqual({
      activityRef: referTo('forum', answer.id),
      source: 'forum',
      community: 'quantum',
      act: 'answer',
      kind: 'problem-solving',
      occurredAt: '2018-03-12T17:00:45.567Z',
      actor: { identityId: ADA.identityId },
      target: { ref: referTo('forum', answer.target.id), author: BOB.identityId },
      threadRef: referTo('mail', answer.thread.id),
      mentions: [EVE.identityId, BOB.identityId],
      topics: ['qubits', 'noise'],
      disclosesDifficulty: true,
    });
    expect(JSON.stringify(captured)).not.toContain(CANARY);
  });

  it('makes an anonymous vote an activity of nobody', () => {
    const vote = {
      source: 'forum',
      id: 'v1',
      community: 'quantum',
      act: 'vote',
      polarity: -1,
      occurredAt: '2018-03-12T00:00:00Z',
      target: { id: 'q1' },
    } as const;
    const captured = composeCapturedActivity(
      vote,
      { actor: null, targetAuthor: null, mentions: [] },
      referTo,
    );
    expect(captured).toEqual({
      activityRef: referTo('forum', 'v1'),
      source: 'forum',
      community: 'quantum',
      act: 'vote',
      kind: 'other',
      occurredAt: '2018-03-12T00:00:00.000Z',
      polarity: -1,
      target: { ref: referTo('forum', 'q1') },
    });
  });

  it('keeps an author whose work has no id', () => {
    const tie = { ...answer, target: { author: answer.target.author } };
    const captured = composeCapturedActivity(tie, { actor: ADA, targetAuthor: BOB, mentions: [] }, referTo);
    expect(captured.target).toEqual({ author: BOB.identityId });
  });

  it('believes the activity about its actor being a bot, and the identity where the activity is silent', () => {
    const bot = { ...ADA, bot: true };
    const compose = (actor: SentActivity['actor'] & object, known: typeof ADA): boolean | undefined =>
      composeCapturedActivity(
        { ...answer, actor },
        { actor: known, targetAuthor: null, mentions: [] },
        referTo,
      ).actor?.bot;
    expect(compose({ id: 'ci' }, bot)).toBe(true);
    expect(compose({ id: 'ci', bot: false }, bot)).toBeUndefined();
    expect(compose({ id: 'ci', bot: true }, ADA)).toBe(true);
  });

  it('always fits the public schema, whatever is sent', () => {
    const id = fc.string({ minLength: 1, maxLength: 30 });
    const thing = fc.record({ id, source: fc.constant('other-source') }, { requiredKeys: ['id'] });
    const activities = fc.record(
      {
        source: fc.constantFrom('forum', 'mail'),
        id,
        community: fc.constantFrom('quantum', 'maths'),
        act: fc.constantFrom(...ACT_NAMES),
        kind: fc.constantFrom(...ACTIVITY_KINDS),
        occurredAt: fc
          .date({ min: new Date('1900-01-02'), max: new Date('2299-12-30'), noInvalidDate: true })
          .map((date) => date.toISOString()),
        actor: fc.record({ id, name: id, bot: fc.boolean() }, { requiredKeys: ['id'] }),
        target: fc.record({ id, author: thing }, { requiredKeys: [] }),
        thread: thing,
        mentions: fc.array(thing, { maxLength: 100 }),
        topics: fc.array(fc.string({ minLength: 1, maxLength: 100 }), { maxLength: 50 }),
        polarity: fc.constantFrom(1 as const, -1 as const),
        text: fc.string(),
        disclosesDifficulty: fc.boolean(),
      },
      { requiredKeys: ['source', 'id', 'community', 'act', 'occurredAt'] },
    );
    fc.assert(
      fc.property(activities, (activity) => {
        const known = assignIdentities(activity, () => EVE);
        const captured = composeCapturedActivity(activity, known, referTo);
        expect([...Value.Errors(ActivityCaptured, captured)]).toEqual([]);
      }),
    );
  });
});
