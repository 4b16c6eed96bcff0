// From sparse rows, one a window in which something was, to one figure for every window.
import type { Figure } from '../indicator.ts';
import type { WindowPlan } from '../windows.ts';

/** A row of a query that says which window it is about. */
export interface WindowRow {
  readonly start: number;
}

/** A figure for each window of the plan; `row` is undefined where the query had none. */
export function figurePerWindow<Row extends WindowRow>(
  plan: WindowPlan,
  rows: readonly Row[],
  toFigure: (row: Row | undefined) => Figure,
): readonly Figure[] {
  const byStart = new Map(rows.map((row) => [row.start, row]));
  return plan.windows.map((window) => toFigure(byStart.get(window.fromMs)));
}

/** As `figurePerWindow`, with the number of members at each window's end: the running sum of the changes. */
export function figurePerWindowWithMembers<Row extends WindowRow & { readonly member_change: number }>(
  plan: WindowPlan,
  rows: readonly Row[],
  toFigure: (row: Row | undefined, members: number) => Figure,
): readonly Figure[] {
  let members = 0;
  return figurePerWindow(plan, rows, (row) => {
    members += row?.member_change ?? 0;
    return toFigure(row, members);
  });
}
