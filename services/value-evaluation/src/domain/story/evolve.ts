// How an event changes a story.
import type { StoryEvent } from './events.ts';
import type { StoryState } from './state.ts';

/** Applies one event. Events of a story that was never drafted change nothing. */
export function evolve(state: StoryState, event: StoryEvent): StoryState {
  if (event.type === 'story-drafted') return { status: 'draft', consent: false, ...event.data };
  if (state.status === 'untold') return state;
  switch (event.type) {
    case 'story-revised':
      return { ...state, ...event.data };
    case 'story-submitted':
      return { ...state, status: 'submitted' };
    case 'consent-recorded':
      return { ...state, consent: true };
    case 'story-published':
      return { ...state, status: 'published' };
  }
}
