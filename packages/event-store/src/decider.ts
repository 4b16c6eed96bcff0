// Deciders: pure functions from command and state to events, or to a refusal that is a value.
import type { DomainEvent } from './event.ts';

/** A refusal with a code the HTTP edge maps to a problem, and the facts that explain it. */
export interface Rejection<Code extends string = string> {
  readonly rejected: Code;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What a decision is: events (none is an idempotent no-op) or a rejection. */
export type Decision<Event extends DomainEvent, Code extends string = string> =
  | readonly Event[]
  | Rejection<Code>;

/** Synchronous, pure; no clock, no random, no ids made inside: the command brings them. */
export interface Decider<Command, State, Event extends DomainEvent, Code extends string = string> {
  readonly initialState: State;
  decide(command: Command, state: State): Decision<Event, Code>;
  evolve(state: State, event: Event): State;
}

/** Builds a rejection. */
export function reject<Code extends string>(
  code: Code,
  facts: Readonly<Record<string, unknown>> = {},
): Rejection<Code> {
  return { rejected: code, facts };
}

/** Tells a rejection from events. */
export function isRejection<Event extends DomainEvent, Code extends string>(
  decision: Decision<Event, Code>,
): decision is Rejection<Code> {
  return 'rejected' in decision;
}
