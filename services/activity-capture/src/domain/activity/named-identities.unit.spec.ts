import { describe, expect, it } from 'vitest';
import { assignIdentities, listNamedIdentities } from './named-identities.ts';
import type { SentActivity } from './sent-activity.ts';

const vote: SentActivity = {
  source: 'forum',
  id: '1',
  community: 'quantum',
  act: 'vote',
  polarity: 1,
  occurredAt: '2018-01-01T00:00:00Z',
};
const answer: SentActivity = {
  ...vote,
  act: 'answer',
  actor: { id: 'ada', name: 'Ada' },
  target: { id: 'question', author: { id: 'bob', source: 'directory' } },
  mentions: [{ id: 'eve' }, { id: 'bob', source: 'directory' }, { id: 'eve' }],
};

describe('the identities an activity names', () => {
  it('are listed with every source made explicit, as often as they are named', () => {
    expect(listNamedIdentities(answer)).toEqual([
      { source: 'forum', id: 'ada', name: 'Ada', bot: false },
      { source: 'directory', id: 'bob', bot: false },
      { source: 'forum', id: 'eve', bot: false },
      { source: 'directory', id: 'bob', bot: false },
      { source: 'forum', id: 'eve', bot: false },
    ]);
    expect(listNamedIdentities({ ...vote, actor: { id: 'robot', source: 'ci', bot: true } })).toEqual([
      { source: 'ci', id: 'robot', bot: true },
    ]);
  });

  it('are nobody in an anonymous activity, whatever it is about', () => {
    const anonymous = { ...vote, target: { id: 'question' } };
    expect(listNamedIdentities(anonymous)).toEqual([]);
    const takeNone = (): never => expect.fail('nobody was named');
    expect(assignIdentities(anonymous, takeNone)).toEqual({ actor: null, targetAuthor: null, mentions: [] });
  });

  it.each<[string, SentActivity]>([
    ['everybody', answer],
    ['nobody but the author of the target', { ...vote, target: { author: { id: 'bob' } } }],
    ['the mentioned only', { ...vote, mentions: [{ id: 'eve' }, { id: 'ada' }] }],
  ])('take up their identities in the order they were listed: %s', (_what, activity) => {
    const identities = listNamedIdentities(activity).map(({ id }) => ({ identityId: id, bot: false }));
    const waiting = identities.values();
    const assigned = assignIdentities(activity, () => waiting.next().value ?? expect.fail('too few listed'));
    expect(waiting.next().done).toBe(true);
    expect(assigned.actor?.identityId).toBe(activity.actor?.id);
    expect(assigned.targetAuthor?.identityId).toBe(activity.target?.author?.id);
    expect(assigned.mentions.map(({ identityId }) => identityId)).toEqual(
      (activity.mentions ?? []).map(({ id }) => id),
    );
  });
});
