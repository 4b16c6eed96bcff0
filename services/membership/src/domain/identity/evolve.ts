// How an event changes an identity.
import type { IdentityEvent } from './events.ts';
import type { IdentityState } from './state.ts';

/** Applies one event. */
export function evolve(_state: IdentityState, event: IdentityEvent): IdentityState {
  return { status: 'registered', ...event.data };
}
