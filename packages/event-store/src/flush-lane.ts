// Statements of one kind on their way to the log: a bounded number at a time, each carrying what waited meanwhile.
import type { Ticket } from './admission.ts';
import type { SerializedFirstEvent } from './first-event-columns.ts';
import type { FirstEventOutcome } from './first-events.ts';

/** A row, or the rows of a batch, on their way. */
interface Job {
  readonly rows: readonly SerializedFirstEvent[];
  readonly ticket: Ticket;
  readonly resolve: (outcomes: readonly (FirstEventOutcome | Error)[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Writes rows in one statement and answers for each of them; rejects when it can say nothing about any. */
export type WriteRows = (
  rows: readonly SerializedFirstEvent[],
) => Promise<readonly (FirstEventOutcome | Error)[]>;

export interface FlushLane {
  /** Waits for its turn and is written whole; the ticket is given back in any case. */
  run(rows: readonly SerializedFirstEvent[], ticket: Ticket): Promise<readonly (FirstEventOutcome | Error)[]>;
  /** Resolves when nothing waits and nothing is under way. */
  drain(): Promise<void>;
}

/**
 * Takes waiting jobs of up to `maxRows` rows, or one job, into a statement, with `maxInFlight` statements under way. One
 * begins as soon as none is under way, another beside it only when it would be full: while a statement is written the
 * next one fills, and a row costs PostgreSQL the less the more are with it.
 */
export function createFlushLane(options: {
  write: WriteRows;
  admission: { leave(ticket: Ticket): void };
  maxInFlight: number;
  maxRows: number;
}): FlushLane {
  const { write, admission, maxInFlight, maxRows } = options;
  let waiting: Job[] = [];
  let waitingRows = 0;
  let inFlight = 0;
  let scheduled = false;
  const onIdle: (() => void)[] = [];
  const isIdle = (): boolean => inFlight === 0 && waiting.length === 0;

  const flush = async (jobs: readonly Job[]): Promise<void> => {
    try {
      const outcomes = await write(jobs.flatMap((job) => job.rows));
      let next = 0;
      for (const job of jobs) {
        job.resolve(outcomes.slice(next, next + job.rows.length));
        next += job.rows.length;
      }
    } catch (error) {
      for (const job of jobs) job.reject(error);
    } finally {
      for (const job of jobs) admission.leave(job.ticket);
    }
  };
  const mayBegin = (): boolean =>
    inFlight === 0 ? waiting.length > 0 : inFlight < maxInFlight && waitingRows >= maxRows;
  const takeJobs = (): readonly Job[] => {
    let rows = 0;
    const end = waiting.findIndex((job, index) => {
      if (index > 0 && rows + job.rows.length > maxRows) return true;
      rows += job.rows.length;
      return false;
    });
    const jobs = waiting.slice(0, end === -1 ? waiting.length : end);
    waiting = waiting.slice(jobs.length);
    waitingRows -= rows;
    return jobs;
  };
  const pump = (): void => {
    scheduled = false;
    while (mayBegin()) {
      const jobs = takeJobs();
      inFlight += 1;
      void flush(jobs).then(() => {
        inFlight -= 1;
        if (isIdle()) for (const resolve of onIdle.splice(0)) resolve();
        else schedule();
      });
    }
  };
  // Requests that were read from their sockets in the same turn of the event loop share a flush, and so do
  // callers who come again as soon as they were answered.
  const schedule = (): void => {
    if (scheduled || !mayBegin()) return;
    scheduled = true;
    setImmediate(pump);
  };
  return {
    run: async (rows, ticket) =>
      await new Promise((resolve, reject) => {
        waiting.push({ rows, ticket, resolve, reject });
        waitingRows += rows.length;
        schedule();
      }),
    drain: async () => {
      if (!isIdle()) await new Promise<void>((resolve) => onIdle.push(resolve));
    },
  };
}
