// Is this an activity, and may it be? Its shape first, then the rules; both answer with places in the body.
import {
  compileBodyCheck,
  findHiddenFault,
  problem,
  summariseFaults,
  type Problem,
  type RequestFault,
} from '@copse/http';
import {
  findRuleViolations,
  type RuleContext,
  type RuleViolation,
} from '../domain/activity/activity-rules.ts';
import { Activity } from './activity.schemas.ts';

/** A checked item of a batch: what it is, or what stands against it. */
export type CheckedItem = { readonly activity: Activity } | { readonly refusal: Problem };

/** What an item of a batch is judged by. */
export interface ItemContext extends RuleContext {
  /** Whether a text or a key of the batch may hide what nobody can store. */
  readonly mayHide: boolean;
}

/** Checks an item of a batch, which nobody validated before; `index` is its place among them. */
export type CheckItem = (item: unknown, index: number, context: ItemContext) => CheckedItem;

/** Creates the check of items. */
export function createItemCheck(): CheckItem {
  const findShapeFaults = compileBodyCheck(Activity);
  return (item, index, context) => {
    const hidden = context.mayHide ? findHiddenFault(item, '') : null;
    const faults = hidden === null ? findShapeFaults(item) : [{ in: 'body' as const, ...hidden }];
    if (faults !== null) return { refusal: describeShape(movePointers(faults, pointerTo(index))) };
    const activity = item as Activity;
    const violations = findRuleViolations(activity, context);
    return violations.length === 0 ? { activity } : { refusal: describeRules(violations, pointerTo(index)) };
  };
}

/** Put together only where something is wrong. */
const pointerTo = (index: number): string => `/activities/${index}`;

/** The rules an activity of the right shape breaks; null when there are none. */
export function findRuleProblem(activity: Activity, context: RuleContext): Problem | null {
  const violations = findRuleViolations(activity, context);
  return violations.length === 0 ? null : describeRules(violations, '');
}

function describeRules(violations: readonly RuleViolation[], pointer: string): Problem {
  const errors = movePointers(violations.map(toFault), pointer);
  return problem({
    status: 422,
    code: 'activity-refused',
    title: 'The activity breaks a rule',
    detail: summariseFaults('body', errors),
    errors,
  });
}

/** What a caller is told who sends another content under a source and id that are taken. */
export function describeConflict(activityRef: string): Problem {
  return problem({
    status: 409,
    code: 'activity-conflict',
    title: 'Another content is stored under this source and id',
    detail:
      'an activity with this source and id is stored already and says something else; it stays as it is: ' +
      'what happened later is an activity of its own, with an id of its own',
    activityRef,
  });
}

/** What a caller is told whose activity the log does not take for what is in it: no 5xx, for it is not to come again. */
export function describeUnstorable(): Problem {
  return problem({
    status: 422,
    code: 'activity-not-storable',
    title: 'The log does not take what is in the activity',
    detail: 'its shape and the rules are kept, yet it cannot be stored, now or later; the logs say why',
  });
}

function describeShape(errors: readonly RequestFault[]): Problem {
  return problem({
    status: 400,
    code: 'invalid-request',
    title: 'The request breaks its schema',
    detail: summariseFaults('body', errors),
    errors,
  });
}

function toFault({ pointer, code, detail }: RuleViolation): RequestFault {
  return { in: 'body', pointer, code, detail };
}

function movePointers(faults: readonly RequestFault[], pointer: string): RequestFault[] {
  return faults.map((fault) => ({
    in: fault.in,
    pointer: `${pointer}${fault.pointer}`,
    code: fault.code,
    detail: fault.detail,
  }));
}
