// How an event changes a person.
import type { PersonEvent } from './events.ts';
import type { PersonState } from './state.ts';

/** Applies one event. */
export function evolve(state: PersonState, event: PersonEvent): PersonState {
  switch (event.type) {
    case 'person-registered':
      return { status: 'registered', personId: event.data.personId, identityIds: [] };
    case 'identity-linked':
      if (state.status === 'unregistered') return state;
      return { ...state, identityIds: [...state.identityIds, event.data.identityId] };
  }
}
