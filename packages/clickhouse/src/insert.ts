// One insert of lines that are encoded already (the client's own insert would encode them once more), sent
// again while the engine fails for a reason that passes.
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClickHouseConnection } from './connection.ts';
import { isTransient } from './errors.ts';

/** A table and the columns a row fills, in the order its values come. */
export interface TableShape {
  readonly table: string;
  readonly columns: readonly [string, ...string[]];
}

export interface RetryPolicy {
  /** No further attempt begins after this. */
  readonly giveUpAfterMs: number;
  /** Ends the waiting between attempts, and with it the attempts. */
  readonly signal: AbortSignal;
  readonly onRetry?: ((error: unknown, attempt: number) => void) | undefined;
}

/** A row as the engine reads it: its values in the order of the columns, as one line of JSON. */
export function encodeLine(values: readonly unknown[]): string {
  return `${JSON.stringify(values)}\n`;
}

const LONGEST_PAUSE_MS = 5000;

/** Inserts rows as `encodeLine` writes them; resolves when the engine has them, rejects with its last error. */
export async function insertLines(
  connection: ClickHouseConnection,
  shape: TableShape,
  lines: readonly string[],
  policy: RetryPolicy,
): Promise<void> {
  const body = lines.join('');
  const deadline = performance.now() + policy.giveUpAfterMs;
  for (let attempt = 1; ; attempt++) {
    try {
      await sendOnce(connection, shape, body);
      return;
    } catch (error) {
      if (policy.signal.aborted || !isTransient(error) || performance.now() > deadline) throw error;
      policy.onRetry?.(error, attempt);
      const pauseMs = Math.min(100 * 2 ** attempt, LONGEST_PAUSE_MS);
      await delay(pauseMs, undefined, { signal: policy.signal }).catch(() => {});
    }
  }
}

async function sendOnce(connection: ClickHouseConnection, shape: TableShape, body: string): Promise<void> {
  const { stream } = await connection.client.exec({
    query: `INSERT INTO ${shape.table} (${shape.columns.join(', ')}) FORMAT JSONCompactEachRow`,
    values: Readable.from([body], { objectMode: false }),
    clickhouse_settings: {
      log_comment: `${connection.origin}/insert/${shape.table}`,
      // The limit of time is for questions; a large insert may take what it takes.
      max_execution_time: 0,
      // Rows are put together with those of other blocks anyway; doing it within the block first costs a third more.
      optimize_on_insert: 0,
      // One thread reads an insert, of a thousand rows as of 20,000, sooner than it is shared out among several.
      input_format_parallel_parsing: 0,
      max_threads: 1,
    },
  });
  await stream.resume().toArray();
}
