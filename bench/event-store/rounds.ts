// Sides take turns within one run, so that what the machine does meanwhile happens to all of them.
import type { Operation } from './sides.ts';

/** One side of a row of the table; `open` makes its operation anew for each round. */
export interface Contender {
  readonly side: string;
  readonly open: () => Operation;
}

/** Rates of each side, one a round. */
export type Rates = Readonly<Record<string, readonly number[]>>;

/** Runs every contender once a round, in an order that moves on by one each round. The first round warms up. */
export async function alternate(options: {
  contenders: readonly Contender[];
  callers: number;
  rounds: number;
  seconds: number;
  settle: () => Promise<void>;
  onAppended: (side: string, events: number) => void;
}): Promise<Rates> {
  const { contenders, callers, rounds, seconds, settle, onAppended } = options;
  const rates: Record<string, number[]> = Object.fromEntries(contenders.map(({ side }) => [side, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(turn + round) % contenders.length];
      if (contender === undefined) continue;
      await settle();
      const { events, elapsedSeconds } = await runFor(
        contender.open(),
        callers,
        round === 0 ? seconds / 3 : seconds,
      );
      onAppended(contender.side, events);
      if (round > 0) rates[contender.side]?.push(events / elapsedSeconds);
    }
  return rates;
}

async function runFor(
  operation: Operation,
  callers: number,
  seconds: number,
): Promise<{ events: number; elapsedSeconds: number }> {
  let events = 0;
  const begunAtMs = performance.now();
  const untilMs = begunAtMs + seconds * 1000;
  const call = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const done = await operation();
      events += done;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return { events, elapsedSeconds: (performance.now() - begunAtMs) / 1000 };
}
