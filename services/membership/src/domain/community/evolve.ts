// How an event changes a community.
import type { CommunityEvent } from './events.ts';
import type { CommunityState } from './state.ts';

/** Applies one event. Events of a community that was never registered change nothing. */
export function evolve(state: CommunityState, event: CommunityEvent): CommunityState {
  switch (event.type) {
    case 'community-registered':
      return { status: 'registered', ...event.data };
    case 'charter-changed':
      return state.status === 'registered' ? { ...state, charter: event.data.charter } : state;
  }
}
