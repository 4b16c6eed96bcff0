// Sides take turns within one run, so that what the machine does meanwhile happens to all of them.

/** A side's turn; those of round 0 warm up and are not counted. */
export interface TurnOf<Side> {
  readonly side: Side;
  readonly round: number;
}

/**
 * Gives every side a turn in round 0 and in each of `rounds` more. Whoever comes after another finds its traces (writes
 * to be flushed, a cold cache), so each round begins with the next side.
 */
export function* takeTurns<Side>(sides: readonly Side[], rounds: number): Generator<TurnOf<Side>> {
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % sides.length;
    for (const side of [...sides.slice(first), ...sides.slice(0, first)]) yield { side, round };
  }
}
