// Callers share a flush: while one is written the next one fills. There is no timer, so an idle log answers
// after one fsync, and the busier it is the more rows a flush carries.
import type postgres from 'postgres';
import { createAdmission, type QueueState, type Ticket } from './admission.ts';
import { OverloadedError } from './errors.ts';
import { loadFailpoints, type Failpoint } from './failpoints.ts';
import { createFlushLane, type WriteRows } from './flush-lane.ts';
import { countBytes, serializeFirstEvents, type SerializedFirstEvent } from './first-event-columns.ts';
import { appendFirstEvents, type FirstEvent, type FirstEventOutcome } from './first-events.ts';

export interface GroupCommitOptions {
  readonly sql: postgres.Sql;
  /** Rows of one flush at most; 200 unless said. */
  readonly maxRows?: number;
  /** Flushes under way at most; 2 unless said. */
  readonly maxInFlight?: number;
  /** Bytes that may wait or be written. */
  readonly queueBytesMax: number;
  /** How old the oldest of them may be before newcomers are refused. */
  readonly queueAgeMaxMs: number;
  readonly failpoint?: Failpoint;
}

/** What became of a row of a batch. `failed` says what in it cannot be stored, however often it is sent. */
export type BatchOutcome = FirstEventOutcome | { readonly failed: string };

export interface GroupCommit {
  /** Resolves once the row is durable. Rejects with OverloadedError past the bounds, UnstorableRowError for what is in it. */
  append(row: FirstEvent): Promise<FirstEventOutcome>;
  /** Up to 1,000 rows in one statement, an outcome for each. Rejects as a whole when the engine fails. */
  appendBatch(rows: readonly FirstEvent[]): Promise<readonly BatchOutcome[]>;
  queue(): QueueState;
  /** Refuses newcomers and resolves when what was inside is written or failed. */
  close(): Promise<void>;
}

const MAX_BATCH_ROWS = 1000;
/** Batches that wait share a statement too: at 200 rows PostgreSQL spends a fifth less on each than at 100. */
const BATCH_ROWS = 400;
/** Statements of batches beside the flushes: one is prepared and read while the other is written. */
const BATCHES_IN_FLIGHT = 2;

/** Starts nothing by itself: a flush begins when a row arrives. */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { sql, maxRows = 200, maxInFlight = 2 } = options;
  const failpoint = options.failpoint ?? loadFailpoints();
  const admission = createAdmission(options);
  const write: WriteRows = async (rows) => {
    failpoint('append.before-begin');
    const outcomes = await appendFirstEvents(sql, rows);
    failpoint('append.committed');
    return outcomes;
  };
  const singles = createFlushLane({ write, admission, maxInFlight, maxRows });
  const batches = createFlushLane({ write, admission, maxInFlight: BATCHES_IN_FLIGHT, maxRows: BATCH_ROWS });
  let closing = false;

  const admit = (rows: readonly FirstEvent[]): { serialized: SerializedFirstEvent[]; ticket: Ticket } => {
    if (closing) throw new OverloadedError('this process is stopping; try again in a moment', 1);
    const serialized = serializeFirstEvents(rows);
    const bytes = serialized.reduce((sum, row) => sum + countBytes(row), 0);
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
      if (rows.length > MAX_BATCH_ROWS)
        throw new RangeError(`a batch has at most ${MAX_BATCH_ROWS} rows, not ${rows.length}`);
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
