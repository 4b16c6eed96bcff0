// Appending to one stream. The primary key is the concurrency check; the statement and its reasons are in
// ../migrations/0001_append.sql.
import type { Transaction } from '@copse/postgres';
import { sql as template } from 'drizzle-orm';
import type postgres from 'postgres';
import { LateAppendError, sqlStateOf } from './errors.ts';
import type { EventMetadata, NewEvent, RecordedEvent } from './event.ts';

/** Events for one stream that is expected to be at a version. */
export interface Append {
  readonly tenant: string;
  readonly streamId: string;
  /** 0 for a stream that does not exist yet. */
  readonly expectedVersion: number;
  /** 1 to 1,000. */
  readonly events: readonly NewEvent[];
  readonly meta: EventMetadata;
}

/** Appended, or refused because the stream is somewhere else. */
export type AppendResult =
  | { readonly appended: true; readonly version: number; readonly events: readonly RecordedEvent[] }
  | { readonly appended: false; readonly actualVersion: number };

/** {version, recorded_at in milliseconds}, or {actual version}; 64-bit integers arrive as text. */
interface AppendRow extends Record<string, unknown> {
  answer: readonly string[];
}

const MAX_EVENTS = 1000;
const LATE_APPEND = 'CE001';

/**
 * Appends within a transaction of `withTenant`, before anything else in it writes or locks a row; a
 * LateAppendError says when something did. A refusal leaves the transaction usable.
 */
export async function appendEvents(tx: Transaction, append: Append): Promise<AppendResult> {
  checkEvents(append);
  try {
    const [row] = await tx.execute<AppendRow>(template`
      select append_events(${append.tenant}, ${append.streamId}, ${append.expectedVersion},
        ${serializeEvents(append)}::text::json, ${append.meta.traceparent ?? null},
        ${append.meta.keyId ?? null}, false) as answer`);
    return describeResult(append, row);
  } catch (error) {
    throw explainFailure(append, error);
  }
}

/** Appends as a transaction of its own, in one round trip. For a command without read models. */
export async function appendEventsAlone(sql: postgres.Sql, append: Append): Promise<AppendResult> {
  checkEvents(append);
  const [row] = await sql<AppendRow[]>`
    select append_events(${append.tenant}, ${append.streamId}, ${append.expectedVersion},
      ${serializeEvents(append)}::text::json, ${append.meta.traceparent ?? null},
      ${append.meta.keyId ?? null}, true) as answer`;
  return describeResult(append, row);
}

function checkEvents({ streamId, events, expectedVersion }: Append): void {
  if (events.length === 0 || events.length > MAX_EVENTS)
    throw new RangeError(`an append to ${streamId} has 1 to ${MAX_EVENTS} events, not ${events.length}`);
  if (!Number.isInteger(expectedVersion) || expectedVersion < 0)
    throw new RangeError(`an append to ${streamId} expects a version from 0, not ${expectedVersion}`);
}

function serializeEvents({ events }: Append): string {
  return JSON.stringify(
    events.map((event) => ({
      event_id: event.eventId,
      type: event.type,
      schema_version: event.schemaVersion,
      data: event.data,
      sealed: event.sealed,
    })),
  );
}

function describeResult(append: Append, row: AppendRow | undefined): AppendResult {
  if (row === undefined) throw new Error(`the append to ${append.streamId} answered nothing`);
  const [version, recordedAtMs] = row.answer.map(Number);
  if (recordedAtMs === undefined) return { appended: false, actualVersion: version ?? 0 };
  const { tenant, streamId, expectedVersion, meta } = append;
  const recordedAt = new Date(recordedAtMs).toISOString();
  const events = append.events.map((event, index) => ({
    ...event,
    tenant,
    streamId,
    version: expectedVersion + 1 + index,
    recordedAt,
    meta,
  }));
  return { appended: true, version: expectedVersion + events.length, events };
}

function explainFailure(append: Append, error: unknown): unknown {
  if (sqlStateOf(error) !== LATE_APPEND) return error;
  return new LateAppendError(
    `the append to ${append.streamId} is not the first write of its transaction; ` +
      'append first, write read models after it, and take no row lock before it',
    { cause: error },
  );
}
