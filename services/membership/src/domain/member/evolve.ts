// How an event changes a membership.
import type { MemberEvent } from './events.ts';
import type { MemberState } from './state.ts';

/** Applies one event. */
export function evolve(state: MemberState, event: MemberEvent): MemberState {
  switch (event.type) {
    case 'member-joined':
      return { status: 'member', joinedAt: event.data.joinedAt, commitment: event.data.commitment };
    case 'commitment-stated':
      return state.status === 'member' ? { ...state, commitment: event.data.commitment } : state;
    case 'member-left':
      if (state.status === 'never') return state;
      return { status: 'left', joinedAt: state.joinedAt, leftAt: event.data.leftAt };
  }
}
