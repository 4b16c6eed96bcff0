// What became of rows, counted. Nothing that was refused is only counted: it is listed too, up to a bound.

/** Counts of one phase. */
export interface ImportCounts {
  readonly created: number;
  readonly same: number;
  readonly conflict: number;
  readonly refused: number;
  /** Rows that are no activity. */
  readonly leftOut: number;
}

/** A row the server did not take, with its place and the reason. */
export interface Refusal {
  readonly place: string;
  readonly id: string;
  readonly status: 'conflict' | 'refused';
  readonly reason: string;
}

export interface ImportOutcome {
  readonly counts: ImportCounts;
  readonly refusals: readonly Refusal[];
}

export const NO_COUNTS: ImportCounts = { created: 0, same: 0, conflict: 0, refused: 0, leftOut: 0 };

/** The most refusals that are listed; all are counted. */
export const REFUSALS_MAX = 1000;

export function addCounts(left: ImportCounts, right: ImportCounts): ImportCounts {
  return {
    created: left.created + right.created,
    same: left.same + right.same,
    conflict: left.conflict + right.conflict,
    refused: left.refused + right.refused,
    leftOut: left.leftOut + right.leftOut,
  };
}

export function addOutcomes(left: ImportOutcome, right: ImportOutcome): ImportOutcome {
  return {
    counts: addCounts(left.counts, right.counts),
    refusals: [...left.refusals, ...right.refusals].slice(0, REFUSALS_MAX),
  };
}
