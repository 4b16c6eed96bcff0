// How an event changes an API key: it carries the whole state.
import type { ApiKeyEvent } from './events.ts';
import type { KeyState } from './state.ts';

/** Applies one event. */
export function evolve(_state: KeyState, event: ApiKeyEvent): KeyState {
  return event.data;
}
