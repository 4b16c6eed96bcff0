// Rows gather until there are enough of them or the oldest has waited long enough, then go out as one
// insert. A row's promise resolves when the engine has it, never before. Sending twice is harmless: the
// tables deduplicate. Memory is bounded: past the bound, whoever appends waits.
import type { ClickHouseConnection } from './connection.ts';
import { insertLines, type TableShape } from './insert.ts';

export interface BatchWriterOptions extends TableShape {
  readonly connection: ClickHouseConnection;
  /** A batch goes out at this many rows, 20,000 unless given; an insert holds at most this many. */
  readonly maxRows?: number;
  /** … or at this many bytes (counted in UTF-16 units), 32 Mi unless given. */
  readonly maxBytes?: number;
  /** … or when its first row has waited this long, 500 ms unless given. */
  readonly flushIntervalMs?: number;
  /** Past this many waiting bytes `append` waits for room, 128 Mi unless given. */
  readonly maxBufferedBytes?: number;
  /** A batch that fails for a passing reason is sent again for this long, 5 min unless given; then it is rejected. */
  readonly giveUpAfterMs?: number;
  /** Hears of every attempt that failed for a passing reason. */
  onRetry?(error: unknown, attempt: number): void;
  /** Hears of every batch that is in. */
  onFlushed?(rows: number, milliseconds: number): void;
}

export interface BatchWriter {
  /** Takes rows as `encodeLine` writes them; resolves when all of them are in the engine. */
  append(lines: readonly string[]): Promise<void>;
  /** Sends what is gathered now; resolves when every batch so far is in or was rejected. */
  flush(): Promise<void>;
  /** Rows and bytes that are not in the engine yet. */
  backlog(): { rows: number; bytes: number };
  /** Sends the rest and takes no more; gives up retrying. */
  close(): Promise<void>;
}

interface Batch {
  readonly lines: string[];
  bytes: number;
  readonly done: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

/** Creates a writer for one table. Batches of one writer go out one after another. */
export function createBatchWriter(options: BatchWriterOptions): BatchWriter {
  const { table, maxRows = 20_000, maxBytes = 33_554_432, flushIntervalMs = 500 } = options;
  const { maxBufferedBytes = 134_217_728 } = options;
  const closing = new AbortController();
  const waiting = { rows: 0, bytes: 0 };
  let gathering = createBatch();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();

  const send = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const batch = gathering;
    if (batch.lines.length > 0) {
      gathering = createBatch();
      sending = sending.then(async () => {
        await deliver(batch, options, closing.signal);
        waiting.rows -= batch.lines.length;
        waiting.bytes -= batch.bytes;
      });
    }
    await sending;
  };
  const add = (line: string): Batch => {
    const batch = gathering;
    batch.lines.push(line);
    batch.bytes += line.length;
    waiting.rows += 1;
    waiting.bytes += line.length;
    if (batch.lines.length >= maxRows || batch.bytes >= maxBytes) void send();
    else timer ??= setTimeout(() => void send(), flushIntervalMs);
    return batch;
  };

  return {
    async append(lines) {
      if (closing.signal.aborted) throw new Error(`the writer of ${table} is closed`);
      const parts = new Set<Batch>();
      for (const line of lines) {
        if (waiting.bytes >= maxBufferedBytes) await send();
        parts.add(add(line));
      }
      await Promise.all([...parts].map(async (batch) => await batch.done));
    },
    flush: send,
    backlog: () => ({ ...waiting }),
    async close() {
      closing.abort();
      await send();
    },
  };
}

/** Sends one batch and tells whoever appended to it; never rejects itself. */
async function deliver(batch: Batch, options: BatchWriterOptions, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const { connection, giveUpAfterMs = 300_000, onRetry } = options;
  try {
    await insertLines(connection, options, batch.lines, { giveUpAfterMs, signal, onRetry });
    options.onFlushed?.(batch.lines.length, performance.now() - startedAt);
    batch.resolve();
  } catch (error) {
    batch.reject(error);
  }
}

function createBatch(): Batch {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // A rejection reaches whoever appended; without this it would also count as unhandled when nobody waits.
  promise.catch(() => {});
  return { lines: [], bytes: 0, done: promise, resolve, reject };
}
