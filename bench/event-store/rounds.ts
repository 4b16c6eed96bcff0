// Contenders of a row run for a while each, in turns, and what their turns came to.
import { takeTurns } from '../report/turns.ts';

/** Does something once and gives the number of events it appended or read. */
export type Operation = () => Promise<number>;

/** One side of a row of the table; `open` makes its operation anew for each round. */
export interface Contender {
  readonly side: string;
  readonly open: () => Operation;
}

/** What one turn of a side came to: its rate, and the CPU microseconds an event cost each process. */
export interface Turn {
  readonly perSecond: number;
  readonly postgresCpu: number;
  readonly nodeCpu: number;
}

/** Turns of each side, one a round. */
export type Turns = Readonly<Record<string, readonly Turn[]>>;

/** Runs every contender once a round. The first round warms up. */
export async function alternate(options: {
  contenders: readonly Contender[];
  callers: number;
  rounds: number;
  seconds: number;
  /** Not a number where PostgreSQL runs somewhere else. */
  readPostgresSeconds: () => number;
  settle: () => Promise<void>;
  onAppended: (side: string, events: number) => void;
}): Promise<Turns> {
  const { contenders, callers, rounds, seconds, readPostgresSeconds, settle, onAppended } = options;
  const turns: Record<string, Turn[]> = Object.fromEntries(contenders.map(({ side }) => [side, []]));
  for (const { side: contender, round } of takeTurns(contenders, rounds)) {
    await settle();
    const [postgresBefore, nodeBefore] = [readPostgresSeconds(), process.cpuUsage()];
    const { events, elapsedSeconds } = await runFor(
      contender.open(),
      callers,
      round === 0 ? seconds / 3 : seconds,
    );
    const { user, system } = process.cpuUsage(nodeBefore);
    onAppended(contender.side, events);
    if (round === 0) continue;
    turns[contender.side]?.push({
      perSecond: events / elapsedSeconds,
      postgresCpu: ((readPostgresSeconds() - postgresBefore) * 1e6) / events,
      nodeCpu: (user + system) / events,
    });
  }
  return turns;
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
