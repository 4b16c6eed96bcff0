// Which activities are behind the figure of a window: what a definition says of it, and how it is asked.
import type { Act } from '@copse/contracts';
import { NEEDS_AND_REPLIES, WAITS } from './facts/needs.sql.ts';
import { IN_SPAN, refKey } from './facts/people.sql.ts';
import { PLACED_REPLIES, THREADS_AND_REPLIES } from './facts/threads.sql.ts';
import type { Period, WindowPlan } from './windows.ts';

/** The span a figure rests on, and a second one where it rests on two. */
export interface Spans {
  readonly span: Period;
  readonly also: Period | null;
}

/** Activities of a community; bots' are never among them. */
export interface ActivitySelection {
  /** Tables the condition needs besides `who`. */
  readonly tables: readonly string[];
  /** What holds for an activity that is behind the figure. */
  readonly condition: string;
  readonly acts: readonly Act[];
  /** What each window's figure rests on; the window alone unless given. */
  readonly spansOf?: (plan: WindowPlan, retentionPeriods: number) => readonly Spans[];
}

const OF_PEOPLE = `(
  (${IN_SPAN})
  OR (occurred_at >= fromUnixTimestamp64Milli({alsoFrom:Int64}, 'UTC')
    AND occurred_at < fromUnixTimestamp64Milli({alsoTo:Int64}, 'UTC'))
)
AND act IN {acts:Array(String)}
AND actor IS NOT NULL`;
const IS_BEHIND = `${refKey('activity_ref')} IN (SELECT ref FROM behind)`;

/** What people did; anonymous acts are nobody's. */
export function selectActs(acts: readonly Act[], spansOf?: ActivitySelection['spansOf']): ActivitySelection {
  return { tables: [], condition: OF_PEOPLE, acts, ...(spansOf === undefined ? {} : { spansOf }) };
}

/** The needs opened in the span and every reply that may end their wait, whenever it came. */
export const NEEDS_BEHIND: ActivitySelection = {
  tables: [WAITS, NEEDS_AND_REPLIES],
  condition: IS_BEHIND,
  acts: [],
};

/** The threads opened in the span and their replies, whenever they came. */
export const THREADS_BEHIND: ActivitySelection = {
  tables: [PLACED_REPLIES, THREADS_AND_REPLIES],
  condition: IS_BEHIND,
  acts: [],
};
