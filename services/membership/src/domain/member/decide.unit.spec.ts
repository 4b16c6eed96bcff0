import { specify } from '@copse/event-store/specification';
import { describe, it } from 'vitest';
import { memberDecider } from './decide.ts';
import type { MemberEvent } from './events.ts';

const { given } = specify(memberDecider);

const who = {
  communityId: '55555555-5555-4555-8555-555555555555',
  communityKey: 'bridges',
  personId: '11111111-1111-4111-8111-111111111111',
};
const march = '2026-03-01T00:00:00.000Z';
const june = '2026-06-01T00:00:00.000Z';
const september = '2026-09-01T00:00:00.000Z';
const commitment = 'I bring one case a month.';

const joined = (joinedAt: string, words: string | null = null): MemberEvent => ({
  type: 'member-joined',
  data: { ...who, joinedAt, commitment: words },
});
const left = (leftAt: string): MemberEvent => ({ type: 'member-left', data: { ...who, leftAt } });
const join = (joinedAt: string, words: string | null = null) =>
  ({ type: 'join', ...who, joinedAt, commitment: words }) as const;
const leave = (leftAt: string) => ({ type: 'leave', ...who, leftAt }) as const;

describe('joining', () => {
  it('makes a member', () => {
    given([])
      .when(join(march, commitment))
      .then([joined(march, commitment)]);
  });

  it('stays quiet when repeated', () => {
    given([joined(march, commitment)])
      .when(join(march, commitment))
      .thenNothing();
  });

  it('stays quiet when repeated without the commitment: silence takes nothing back', () => {
    given([joined(march, commitment)])
      .when(join(march))
      .thenNothing();
  });

  it('takes another commitment of a member', () => {
    given([joined(march)])
      .when(join(march, commitment))
      .then([{ type: 'commitment-stated', data: { ...who, commitment } }]);
  });

  it('refuses another date for a membership that is going on', () => {
    given([joined(march)])
      .when(join(june))
      .thenRejected('already-a-member');
  });

  it('lets return whoever left, at that instant or later', () => {
    given([joined(march), left(june)])
      .when(join(june))
      .then([joined(june)]);
    given([joined(march), left(june)])
      .when(join(september))
      .then([joined(september)]);
  });

  it('refuses to return before having left', () => {
    given([joined(march), left(june)])
      .when(join(march))
      .thenRejected('joined-before-leaving');
  });
});

describe('leaving', () => {
  it('ends the membership', () => {
    given([joined(march)])
      .when(leave(june))
      .then([left(june)]);
  });

  it('ends it again after a return', () => {
    given([joined(march), left(june), joined(june)])
      .when(leave(september))
      .then([left(september)]);
  });

  it('stays quiet when repeated', () => {
    given([joined(march), left(june)])
      .when(leave(june))
      .thenNothing();
  });

  it('refuses another date for a membership that has ended', () => {
    given([joined(march), left(june)])
      .when(leave(september))
      .thenRejected('already-left');
  });

  it('refuses to leave before having joined', () => {
    given([joined(june)])
      .when(leave(march))
      .thenRejected('left-before-joining');
  });

  it('refuses for somebody who never joined', () => {
    given([]).when(leave(june)).thenRejected('member-not-found');
  });
});
