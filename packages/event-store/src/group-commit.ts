// Callers share a flush: while one is written the next one fills. There is no timer, so an idle log answers
// after one fsync, and the busier it is the more rows a flush carries.
import type postgres from 'postgres';
import { createAdmission, type QueueState, type Ticket } from './admission.ts';
import { OverloadedError } from './errors.ts';
import { appendFirstEvents, serializeFirstEvent, type FirstEvent, type FirstEventOutcome } from './first-events.ts';

export interface GroupCommitOptions {
  readonly sql: postgres.Sql;
  /** Rows of one flush at most; 200 unless said. */
  readonly maxRows?: number;
  /** Flushes under way at most, and as many batches beside them; 2 unless said. */
  readonly maxInFlight?: number;
  /** Bytes that may wait or be written. */
  readonly queueBytesMax: number;
  /** How old the oldest of them may be before newcomers are refused. */
  readonly queueAgeMaxMs: number;
}

/** What became of a row of a batch. `failed` says why it could not be stored; its neighbours are not touched. */
export type BatchOutcome = FirstEventOutcome | { readonly failed: string };

export interface GroupCommit {
  /** Resolves once the row is durable. Rejects with OverloadedError past the bounds, or with what is wrong with it. */
  append(row: FirstEvent): Promise<FirstEventOutcome>;
  /** Up to 1,000 rows as a statement of their own, an outcome for each. Rejects as a whole when the engine fails. */
  appendBatch(rows: readonly FirstEvent[]): Promise<readonly BatchOutcome[]>;
  queue(): QueueState;
  /** Refuses newcomers and resolves when what was inside is written or failed. */
  close(): Promise<void>;
}

/** A row, or the rows of a batch, on their way. */
interface Job {
  readonly rows: readonly string[];
  readonly ticket: Ticket;
  readonly resolve: (outcomes: readonly (FirstEventOutcome | Error)[]) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_BATCH_ROWS = 1000;

/** Starts nothing by itself: a flush begins when a row arrives. */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { sql, maxRows = 200, maxInFlight = 2 } = options;
  const admission = createAdmission(options);
  const singles = createLane({ sql, admission, maxInFlight, maxJobs: maxRows });
  const batches = createLane({ sql, admission, maxInFlight, maxJobs: 1 });
  let closing = false;

  const admit = (rows: readonly FirstEvent[]): { serialized: string[]; ticket: Ticket } => {
    if (closing) throw new OverloadedError('this process is stopping; try again in a moment', 1);
    const serialized = rows.map(serializeFirstEvent);
    const bytes = serialized.reduce((sum, row) => sum + Buffer.byteLength(row), 0);
    return { serialized, ticket: admission.enter(rows.length, bytes) };
  };
  return {
    async append(row) {
      const { serialized, ticket } = admit([row]);
      const [outcome] = await singles.run(serialized, ticket);
      if (outcome === undefined) throw new Error('a flush answered nothing for a row');
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    async appendBatch(rows) {
      if (rows.length === 0) return [];
      if (rows.length > MAX_BATCH_ROWS) throw new RangeError(`a batch has at most ${MAX_BATCH_ROWS} rows, not ${rows.length}`);
      const { serialized, ticket } = admit(rows);
      const outcomes = await batches.run(serialized, ticket);
      return outcomes.map((outcome) => (outcome instanceof Error ? { failed: outcome.message } : outcome));
    },
    queue: () => admission.state(),
    async close() {
      closing = true;
      await Promise.all([singles.drain(), batches.drain()]);
    },
  };
}

interface Lane {
  run(rows: readonly string[], ticket: Ticket): Promise<readonly (FirstEventOutcome | Error)[]>;
  drain(): Promise<void>;
}

/** Takes up to `maxJobs` waiting jobs into a statement, with `maxInFlight` statements under way. */
function createLane(options: {
  sql: postgres.Sql;
  admission: { leave(ticket: Ticket): void };
  maxInFlight: number;
  maxJobs: number;
}): Lane {
  const { sql, admission, maxInFlight, maxJobs } = options;
  let waiting: Job[] = [];
  let inFlight = 0;
  let scheduled = false;
  let onIdle: (() => void)[] = [];

  const flush = async (jobs: readonly Job[]): Promise<void> => {
    try {
      const outcomes = await appendFirstEvents(sql, jobs.flatMap((job) => job.rows));
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
  const pump = (): void => {
    scheduled = false;
    while (inFlight < maxInFlight && waiting.length > 0) {
      const jobs = waiting.slice(0, maxJobs);
      waiting = waiting.slice(maxJobs);
      inFlight += 1;
      void flush(jobs).then(() => {
        inFlight -= 1;
        pump();
      });
    }
    if (inFlight === 0 && waiting.length === 0) {
      for (const resolve of onIdle) resolve();
      onIdle = [];
    }
  };
  // Requests that were read from their sockets in the same turn of the event loop share a flush.
  const schedule = (): void => {
    if (scheduled || inFlight >= maxInFlight) return;
    scheduled = true;
    setImmediate(pump);
  };
  return {
    run: async (rows, ticket) =>
      await new Promise((resolve, reject) => {
        waiting.push({ rows, ticket, resolve, reject });
        schedule();
      }),
    drain: async () =>
      await new Promise((resolve) => {
        onIdle.push(resolve);
        schedule();
        if (inFlight === 0 && waiting.length === 0) pump();
      }),
  };
}
