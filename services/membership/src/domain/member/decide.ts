// What a membership answers to a command. Intervals of one membership never overlap: whoever left may
// return, at the instant of leaving or later. Repeats are quiet.
import { reject, type Decider, type Decision } from '@copse/event-store';
import type { MemberCommand } from './commands.ts';
import type { MemberEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { CurrentMember, MemberState } from './state.ts';

export type MemberRejection =
  | 'already-a-member'
  | 'already-left'
  | 'joined-before-leaving'
  | 'left-before-joining'
  | 'member-not-found';

type Decided = Decision<MemberEvent, MemberRejection>;
type Join = Extract<MemberCommand, { type: 'join' }>;
type Leave = Extract<MemberCommand, { type: 'leave' }>;

export const memberDecider: Decider<MemberCommand, MemberState, MemberEvent, MemberRejection> = {
  initialState: { status: 'never' },
  decide,
  evolve,
};

function decide(command: MemberCommand, state: MemberState): Decided {
  switch (command.type) {
    case 'join':
      return join(command, state);
    case 'leave':
      return leave(command, state);
  }
}

function join(command: Join, state: MemberState): Decided {
  const { type: _, ...joined } = command;
  switch (state.status) {
    case 'never':
      return [{ type: 'member-joined', data: joined }];
    case 'member':
      return joinAgain(command, state);
    case 'left':
      if (command.joinedAt >= state.leftAt) return [{ type: 'member-joined', data: joined }];
      return reject('joined-before-leaving', { leftAt: state.leftAt });
  }
}

function joinAgain(command: Join, state: CurrentMember): Decided {
  if (command.joinedAt !== state.joinedAt) return reject('already-a-member', { joinedAt: state.joinedAt });
  if (command.commitment === null || command.commitment === state.commitment) return [];
  const { communityId, communityKey, personId, commitment } = command;
  return [{ type: 'commitment-stated', data: { communityId, communityKey, personId, commitment } }];
}

function leave(command: Leave, state: MemberState): Decided {
  const { type: _, ...left } = command;
  switch (state.status) {
    case 'never':
      return reject('member-not-found');
    case 'left':
      return command.leftAt === state.leftAt ? [] : reject('already-left', { leftAt: state.leftAt });
    case 'member':
      if (command.leftAt >= state.joinedAt) return [{ type: 'member-left', data: left }];
      return reject('left-before-joining', { joinedAt: state.joinedAt });
  }
}
