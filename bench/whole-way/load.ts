// The load: a fixed number of activities, made before the clock starts, posted by a fixed number of callers.
import { Pool } from 'undici';

/** One side's door. */
export interface Door {
  readonly origin: string;
  readonly singlePath: string;
  readonly batchPath: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How a batch is written: a bare array, or wrapped as the API wants it. */
  wrapBatch(rows: readonly string[]): string;
}

/** A measured run of posts: when it began, and when each row was acknowledged, in order. */
export interface LoadResult {
  readonly firstPostAtMs: number;
  readonly acknowledgedAtMs: readonly number[];
}

const PEOPLE = 2000;

/** Activities as JSON texts, one a row, unique by `run`. */
export function makeActivities(run: string, count: number, community: string): string[] {
  const start = Date.parse('2025-01-01T00:00:00Z');
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      source: 'bench',
      id: `${run}-${index}`,
      community,
      act: index % 3 === 0 ? 'ask' : 'answer',
      kind: 'problem-solving',
      occurredAt: new Date(start + index * 1000).toISOString(),
      actor: { id: `person-${(index * 7919) % PEOPLE}` },
      ...(index % 3 === 0 ? {} : { target: { id: `${run}-${index - (index % 3)}` } }),
      topics: ['storage', 'replication'],
    }),
  );
}

/**
 * Makes the requests of all rows, in batches or one by one, and gives what posts them. `perSecond` paces the rows;
 * otherwise they are posted as fast as they are taken.
 */
export function prepareLoad(
  door: Door,
  rows: readonly string[],
  options: { batchRows: number; callers: number; perSecond?: number },
): () => Promise<LoadResult> {
  const { batchRows, callers, perSecond } = options;
  const bodies: Buffer[] = [];
  for (let index = 0; index < rows.length; index += batchRows) {
    const batch = rows.slice(index, index + batchRows);
    bodies.push(Buffer.from(batchRows === 1 ? (batch[0] ?? '') : door.wrapBatch(batch)));
  }
  const path = batchRows === 1 ? door.singlePath : door.batchPath;
  return async () => {
    const pool = new Pool(door.origin, { connections: callers, pipelining: 1 });
    const acknowledgedAtMs: number[] = [];
    const startedAt = Date.now();
    let next = 0;
    const postInTurn = async (): Promise<void> => {
      for (let index = next++; index < bodies.length; index = next++) {
        await pace(startedAt, index * batchRows, perSecond);
        await post(pool, path, door.headers, bodies[index] ?? Buffer.alloc(0));
        const acknowledgedAt = Date.now();
        const rowsLeft = rows.length - index * batchRows;
        for (let row = 0; row < Math.min(batchRows, rowsLeft); row += 1)
          acknowledgedAtMs.push(acknowledgedAt);
      }
    };
    await Promise.all(Array.from({ length: callers }, postInTurn));
    await pool.close();
    return { firstPostAtMs: startedAt, acknowledgedAtMs };
  };
}

async function pace(startedAt: number, rowsBefore: number, perSecond: number | undefined): Promise<void> {
  if (perSecond === undefined) return;
  const waitMs = startedAt + (rowsBefore / perSecond) * 1000 - Date.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

async function post(
  pool: Pool,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<void> {
  const response = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.body.text();
  if (response.statusCode >= 300)
    throw new Error(`POST ${path} answered ${response.statusCode}: ${text.slice(0, 500)}`);
}
