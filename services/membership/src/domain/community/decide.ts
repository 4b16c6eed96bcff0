// What a community answers to a command. A community is registered once per key; the same request again
// is quiet, another one under the same key is refused.
import { reject, type Decider, type Decision } from '@copse/event-store';
import { isSameContent } from '../same-content.ts';
import type { CommunityCommand } from './commands.ts';
import { evolve } from './evolve.ts';
import type { CommunityEvent } from './events.ts';
import type { CommunityState } from './state.ts';
import { isIanaTimeZone } from './time-zone.ts';

export type CommunityRejection = 'community-key-taken' | 'community-not-found' | 'time-zone-unknown';

type Decided = Decision<CommunityEvent, CommunityRejection>;
type Register = Extract<CommunityCommand, { type: 'register-community' }>;
type ChangeCharter = Extract<CommunityCommand, { type: 'change-charter' }>;

export const communityDecider: Decider<CommunityCommand, CommunityState, CommunityEvent, CommunityRejection> =
  {
    initialState: { status: 'unregistered' },
    decide,
    evolve,
  };

function decide(command: CommunityCommand, state: CommunityState): Decided {
  switch (command.type) {
    case 'register-community':
      return registerCommunity(command, state);
    case 'change-charter':
      return changeCharter(command, state);
  }
}

function registerCommunity(command: Register, state: CommunityState): Decided {
  const { type: _, communityId, ...asked } = command;
  if (state.status === 'registered') {
    const { status: __, communityId: ___, ...registered } = state;
    return isSameContent(asked, registered) ? [] : reject('community-key-taken', { key: state.key });
  }
  if (!isIanaTimeZone(asked.timeZone)) return reject('time-zone-unknown', { timeZone: asked.timeZone });
  return [{ type: 'community-registered', data: { communityId, ...asked } }];
}

function changeCharter(command: ChangeCharter, state: CommunityState): Decided {
  if (state.status === 'unregistered') return reject('community-not-found');
  if (isSameContent(command.charter, state.charter)) return [];
  const { communityId, key } = state;
  return [{ type: 'charter-changed', data: { communityId, key, charter: command.charter } }];
}
