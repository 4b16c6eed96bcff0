// First events of many streams of many tenants in one statement, and what becomes of each of them. A stream
// holds one activity, so its primary key is the deduplication; see ../migrations/0001_append.sql.
import type { Transaction } from '@copse/postgres';
import { sql as template } from 'drizzle-orm';
import type postgres from 'postgres';
import { isTransientConflict, sqlStateOf, UnstorableRowError } from './errors.ts';
import type { EventMetadata, NewEvent } from './event.ts';

/** The event of version 1 of its own stream. */
export interface FirstEvent extends NewEvent {
  readonly tenant: string;
  readonly streamId: string;
  readonly meta: EventMetadata;
  /** What makes two of them the same: 64 hex digits. Two with the same stream and another hash conflict. */
  readonly contentHash: string;
}

/** Stored now, stored before with the same content, or stored before with another content. */
export type FirstEventOutcome = 'created' | 'same' | 'conflict';

const OUTCOMES: Readonly<Record<string, FirstEventOutcome>> = { c: 'created', s: 'same', x: 'conflict' };
const MAX_ATTEMPTS = 5;
const CONTENT_HASH = /^[0-9a-f]{64}$/;

/** The row as the statement takes it. Throws for what JSON cannot hold, before it can spoil a flush. */
export function serializeFirstEvent(event: FirstEvent): string {
  if (!CONTENT_HASH.test(event.contentHash))
    throw new RangeError(`the content hash of ${event.streamId} is not 64 hex digits`);
  return JSON.stringify({
    tenant: event.tenant,
    stream_id: event.streamId,
    event_id: event.eventId,
    type: event.type,
    schema_version: event.schemaVersion,
    data: event.data,
    sealed: event.sealed,
    meta: event.meta,
    content_hash: event.contentHash,
  });
}

/**
 * Appends serialized rows in one statement, which is one transaction. When the statement fails because of
 * what is in a row, the rows are halved until only the bad ones fail; their place holds an
 * UnstorableRowError. An error of another kind (no connection, no disk) rejects, and says nothing about any row.
 */
export async function appendFirstEvents(
  sql: postgres.Sql,
  rows: readonly string[],
): Promise<readonly (FirstEventOutcome | Error)[]> {
  try {
    return await runStatement(sql, rows);
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
  const parameter = `[${events.map(serializeFirstEvent).join(',')}]`;
  const [answer] = await tx.execute<{ outcomes: string }>(template`
    select append_first_events(${parameter}::text::json, ${events.length}::integer) as outcomes`);
  return readOutcomes(answer?.outcomes, events.length);
}

async function runStatement(sql: postgres.Sql, rows: readonly string[]): Promise<FirstEventOutcome[]> {
  const parameter = `[${rows.join(',')}]`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const [answer] = await sql<{ outcomes: string }[]>`
        select append_first_events(${parameter}::text::json, ${rows.length}::integer) as outcomes`;
      return readOutcomes(answer?.outcomes, rows.length);
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isTransientConflict(error)) throw error;
    }
  }
}

function readOutcomes(letters: string | undefined, expected: number): FirstEventOutcome[] {
  if (letters?.length !== expected)
    throw new Error(`append_first_events answered ${letters?.length ?? 0} outcomes for ${expected} rows`);
  return Array.from(letters, (letter) => {
    const outcome = OUTCOMES[letter];
    if (outcome === undefined) throw new Error(`append_first_events answered "${letter}"`);
    return outcome;
  });
}

/** SQLSTATE classes 22 (data), 23 (constraints) and 54 (limits) are about a value, the others about the engine. */
function isFaultOfARow(error: Error): boolean {
  return ['22', '23', '54'].includes(sqlStateOf(error).slice(0, 2));
}
