// What an identity answers to a command: it belongs to the first person it was registered for.
import { reject, type Decider, type Decision } from '@copse/event-store';
import type { IdentityCommand } from './commands.ts';
import type { IdentityEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { IdentityState } from './state.ts';

export type IdentityRejection = 'identity-of-another-person';

export const identityDecider: Decider<IdentityCommand, IdentityState, IdentityEvent, IdentityRejection> = {
  initialState: { status: 'free' },
  decide,
  evolve,
};

function decide(command: IdentityCommand, state: IdentityState): Decision<IdentityEvent, IdentityRejection> {
  const { type: _, ...identity } = command;
  if (state.status === 'free') return [{ type: 'identity-registered', data: identity }];
  if (state.personId === command.personId) return [];
  return reject('identity-of-another-person', { personId: state.personId });
}
