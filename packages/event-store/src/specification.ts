// Given events, when a command, then events, a rejection or nothing: a decider's spec in the domain's words.
// It knows no test runner: a broken expectation throws an AssertionError.
import { AssertionError, deepStrictEqual } from 'node:assert/strict';
import { isRejection, type Decider, type Decision } from './decider.ts';
import type { DomainEvent } from './event.ts';

/** What must follow. */
export interface Expectation<Event extends DomainEvent, Code extends string> {
  /** Exactly these events, in this order. */
  then(events: readonly Event[]): void;
  /** A rejection with this code and, where given, exactly these facts. */
  thenRejected(code: Code, facts?: Readonly<Record<string, unknown>>): void;
  /** An empty list: the command asked for what is so already. */
  thenNothing(): void;
}

/** A stream's past, waiting for a command. */
export interface Past<Command, Event extends DomainEvent, Code extends string> {
  when(command: Command): Expectation<Event, Code>;
}

/** Starts the specs of one decider: `given(past).when(command).then(events)`. */
export function specify<Command, State, Event extends DomainEvent, Code extends string>(
  decider: Decider<Command, State, Event, Code>,
): { given(events: readonly Event[]): Past<Command, Event, Code> } {
  return {
    given: (events) => ({
      when: (command) => {
        const state = events.reduce((before, event) => decider.evolve(before, event), decider.initialState);
        return expectFrom(decider.decide(command, state));
      },
    }),
  };
}

function expectFrom<Event extends DomainEvent, Code extends string>(
  decision: Decision<Event, Code>,
): Expectation<Event, Code> {
  return {
    then(events) {
      if (isRejection<Event, Code>(decision)) fail(`was rejected: ${decision.rejected}`, decision, events);
      deepStrictEqual(decision, events);
    },
    thenRejected(code, facts) {
      if (!isRejection<Event, Code>(decision)) return fail(`was not rejected with ${code}`, decision, code);
      deepStrictEqual(decision.rejected, code);
      if (facts !== undefined) deepStrictEqual(decision.facts, facts);
    },
    thenNothing() {
      if (isRejection<Event, Code>(decision)) fail(`was rejected: ${decision.rejected}`, decision, []);
      deepStrictEqual(decision, []);
    },
  };
}

function fail(message: string, actual: unknown, expected: unknown): never {
  throw new AssertionError({ message: `the command ${message}`, actual, expected, operator: 'decides' });
}
