// The parameters the fragments share. Values never become part of a query's text.
import { ACTS, ACT_NAMES, NEED_KINDS } from '@copse/contracts';
import { CONTRIBUTION_ACTS, REPLY_ACTS, TIE_ACTS } from '../act-groups.ts';
import type { IndicatorQuestion } from '../indicator.ts';

/** How much clocks of different apps may differ before order is taken to mean something: a day. */
export const CLOCK_SKEW_MS = 86_400_000;

/** Stands for "none" among instants: far before anything that can have happened, as 1970 is not. */
export const NOWHERE = -9_000_000_000_000_000;

const ATTENDANCE_ACTS = ACT_NAMES.filter((name) => ACTS[name].attendance);

/** What the fragments take acts and kinds to mean. */
export const MEANINGS: Readonly<Record<string, unknown>> = {
  contributionActs: CONTRIBUTION_ACTS,
  attendanceActs: ATTENDANCE_ACTS,
  replyActs: REPLY_ACTS,
  tieActs: TIE_ACTS,
  needKinds: NEED_KINDS,
  clockSkew: CLOCK_SKEW_MS,
};

/** Parameters of every query of a question: whose, when, and what acts mean. */
export function toParameters({ community, plan }: IndicatorQuestion): Record<string, unknown> {
  const first = plan.windows.at(0);
  const last = plan.windows.at(-1);
  if (first === undefined || last === undefined) throw new Error('a plan has at least one window');
  return {
    tenant: community.tenant,
    community: community.key,
    from: first.fromMs,
    to: last.toMs,
    starts: plan.windows.map((window) => window.fromMs),
    ends: plan.windows.map((window) => window.toMs),
    ...MEANINGS,
  };
}
