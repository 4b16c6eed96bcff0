// First events of many streams of many tenants in one statement, and what becomes of each of them. A stream
// holds one activity, so its primary key is the deduplication; see ../migrations/0001_append.sql.
import type { Transaction } from '@copse/postgres';
import { sql as template } from 'drizzle-orm';
import type postgres from 'postgres';
import { isTransientConflict, sqlStateOf, UnstorableRowError } from './errors.ts';
import type { EventMetadata, NewEvent } from './event.ts';
import { joinColumns, serializeFirstEvents, type SerializedFirstEvent } from './first-event-columns.ts';

/** The event of version 1 of its own stream. */
export interface FirstEvent extends NewEvent {
  readonly tenant: string;
  readonly streamId: string;
  readonly meta: EventMetadata;
  /** What makes two of them the same, in hex digits. Two with the same stream and another hash conflict. */
  readonly contentHash: string;
}

/** Stored now, stored before with the same content, or stored before with another content. */
export type FirstEventOutcome = 'created' | 'same' | 'conflict';

const OUTCOMES: Readonly<Record<string, FirstEventOutcome>> = { c: 'created', s: 'same', x: 'conflict' };
const MAX_ATTEMPTS = 5;

/**
 * Appends serialized rows in one statement, which is one transaction. When the statement fails because of
 * what is in a row, the rows are halved until only the bad ones fail; their place holds an
 * UnstorableRowError. An error of another kind (no connection, no disk) rejects, and says nothing about any row.
 */
export async function appendFirstEvents(
  sql: postgres.Sql,
  rows: readonly SerializedFirstEvent[],
): Promise<readonly (FirstEventOutcome | Error)[]> {
  try {
    return await writeInKeyOrder(rows, async (sorted) => await runStatement(sql, sorted));
  } catch (error) {
    if (!(error instanceof Error) || !isFaultOfARow(error)) throw error;
    if (rows.length === 1) return [new UnstorableRowError(error.message, { cause: error })];
    const middle = rows.length >> 1;
    const before = await appendFirstEvents(sql, rows.slice(0, middle));
    const after = await appendFirstEvents(sql, rows.slice(middle));
    return [...before, ...after];
  }
}

/**
 * The same inside a transaction of the caller's, as the first thing in it: what the caller writes afterwards
 * stands or falls with the events. Rejects as a whole.
 */
export async function appendFirstEventsWithin(
  tx: Transaction,
  events: readonly FirstEvent[],
): Promise<readonly FirstEventOutcome[]> {
  if (events.length === 0) return [];
  return await writeInKeyOrder(serializeFirstEvents(events), async (sorted) => {
    const columns = joinColumns(sorted).map((column) => template`${column}`);
    const [answer] = await tx.execute<{ outcomes: string }>(template`
      select append_first_events(${template.join(columns, template`, `)}, ${sorted.length}::integer) as outcomes`);
    return readOutcomes(answer?.outcomes, sorted.length);
  });
}

const STATEMENT =
  'select append_first_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::integer) as outcomes';

async function runStatement(
  sql: postgres.Sql,
  rows: readonly SerializedFirstEvent[],
): Promise<FirstEventOutcome[]> {
  const parameters = [...joinColumns(rows), rows.length];
  for (let attempt = 1; ; attempt += 1) {
    try {
      const [answer] = await sql.unsafe<{ outcomes: string }[]>(STATEMENT, parameters, { prepare: true });
      return readOutcomes(answer?.outcomes, rows.length);
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isTransientConflict(error)) throw error;
    }
  }
}

/**
 * Has rows written in the order of their keys, whatever the order given; answers in the order given. The order
 * counts by being the same at every caller: PostgreSQL would take five times as long to establish it.
 */
async function writeInKeyOrder(
  rows: readonly SerializedFirstEvent[],
  write: (sorted: readonly SerializedFirstEvent[]) => Promise<readonly FirstEventOutcome[]>,
): Promise<FirstEventOutcome[]> {
  const placed = rows.map((row, place) => ({ row, place }));
  // Sorting is stable: of two of the same stream the first given stays the first.
  placed.sort((one, other) => compareKeys(one.row, other.row));
  const outcomes = await write(placed.map(({ row }) => row));
  const answers = [...outcomes];
  placed.forEach(({ place }, index) => {
    const outcome = outcomes[index];
    if (outcome !== undefined) answers[place] = outcome;
  });
  return answers;
}

function compareKeys(one: SerializedFirstEvent, other: SerializedFirstEvent): number {
  if (one.tenant !== other.tenant) return one.tenant < other.tenant ? -1 : 1;
  if (one.streamId === other.streamId) return 0;
  return one.streamId < other.streamId ? -1 : 1;
}

function readOutcomes(letters: string | undefined, expected: number): FirstEventOutcome[] {
  if (letters?.length !== expected)
    throw new Error(`append_first_events answered ${letters?.length ?? 0} outcomes for ${expected} rows`);
  return letters.split('').map((letter) => {
    const outcome = OUTCOMES[letter];
    if (outcome === undefined) throw new Error(`append_first_events answered "${letter}"`);
    return outcome;
  });
}

/** SQLSTATE classes 22 (data), 23 (constraints) and 54 (limits) are about a value, the others about the engine. */
function isFaultOfARow(error: Error): boolean {
  return ['22', '23', '54'].includes(sqlStateOf(error).slice(0, 2));
}
