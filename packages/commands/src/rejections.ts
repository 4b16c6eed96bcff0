// A decider's refusals as problems: a service keeps one table, code → status and words, and the compiler
// sees that no code is missing.
import type { CommandResult, Rejection } from '@copse/event-store';
import { changedSince, problem, type Problem } from '@copse/http';

type Facts = Readonly<Record<string, unknown>>;

/** How one refusal is told. */
export interface RejectionProblem {
  readonly status: 403 | 404 | 409 | 422;
  readonly title: string;
  /** What is wrong here and what to do. */
  readonly detail: (facts: Facts) => string;
  /** Where in the body it is wrong, where the body is to blame; a fact named `pointer` says it more exactly. */
  readonly pointer?: string;
}

export type RejectionProblems<Code extends string> = Readonly<Record<Code, RejectionProblem>>;

/** Builds the problem of a refusal. */
export function explainRejection<Code extends string>(
  problems: RejectionProblems<Code>,
  { rejected, facts }: Rejection<Code>,
): Problem {
  const { status, title, detail, pointer } = problems[rejected];
  const text = detail(facts);
  const place = typeof facts['pointer'] === 'string' ? facts['pointer'] : pointer;
  const errors =
    place === undefined
      ? {}
      : { errors: [{ in: 'body', pointer: place, code: rejected, detail: text } as const] };
  return problem({ status, code: rejected, title, detail: text, ...errors });
}

/** What a command that was not refused came to. */
export interface Settled<State> {
  /** False where everything was so already. */
  readonly hasChanged: boolean;
  readonly version: number;
  readonly state: State;
}

/** Turns a refused or stale command into a problem, which it throws; 412 names what to do. */
export function settleCommand<State, Code extends string>(
  problems: RejectionProblems<Code>,
  result: CommandResult<State, Code>,
): Settled<State> {
  switch (result.outcome) {
    case 'done':
      return { hasChanged: true, version: result.version, state: result.state };
    case 'unchanged':
      return { hasChanged: false, version: result.version, state: result.state };
    case 'rejected':
      throw explainRejection(problems, result.rejection);
    case 'stale':
      // A stream without events is at version 0: there is nothing to be stale.
      throw result.actualVersion === 0 ? notThere() : changedSince(result.actualVersion);
  }
}

function notThere(): Problem {
  return problem({
    status: 404,
    code: 'not-found',
    title: 'Not found',
    detail: 'There is no such thing, or it is not yours to see.',
  });
}
