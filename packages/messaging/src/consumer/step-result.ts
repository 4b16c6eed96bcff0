// What a step of the consumer says of a record: go on with it, put it aside with a reason, or leave it out.
import type { DeadLetter } from '@copse/contracts';

/** The steps, in their order. */
export type ConsumerStep = DeadLetter['step'];

/** A record that cannot be taken in; its bytes go to the dead-letter topic with this reason. */
export interface Refusal {
  readonly kind: 'dead-letter';
  readonly step: ConsumerStep;
  readonly code: string;
  readonly reason: string;
}

/** A record this consumer has no use for; it is counted. */
export interface Drop {
  readonly kind: 'drop';
  readonly code: string;
}

/** A step's answer. */
export type StepResult<Value> = { readonly kind: 'ok'; readonly value: Value } | Refusal | Drop;

/** Passes a value on to the next step. */
export function proceed<Value>(value: Value): StepResult<Value> {
  return { kind: 'ok', value };
}

/** Puts a record aside. */
export function refuse(step: ConsumerStep, code: string, reason: string): Refusal {
  return { kind: 'dead-letter', step, code, reason };
}

/** Leaves a record out. */
export function drop(code: string): Drop {
  return { kind: 'drop', code };
}
