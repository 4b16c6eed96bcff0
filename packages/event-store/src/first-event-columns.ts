// First events as the statement takes them: a text for each column, a row a line. Columns are cheaper than JSON
// on both sides, and no value may have a line break, which JSON texts, base64 and hex digits never have.
import type { FirstEvent } from './first-events.ts';

/** A row whose values are texts already. */
export interface SerializedFirstEvent {
  readonly tenant: string;
  readonly streamId: string;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: string;
  readonly data: string;
  /** Empty where nothing is sealed. */
  readonly sealed: string;
  /** Empty where there is none, as the key's id is. */
  readonly traceparent: string;
  readonly keyId: string;
  readonly contentHash: string;
}

/** The columns in the order of the function's parameters. Each reads one member: by its name it would cost a look-up. */
const COLUMNS: readonly ((row: SerializedFirstEvent) => string)[] = [
  (row) => row.tenant,
  (row) => row.streamId,
  (row) => row.eventId,
  (row) => row.type,
  (row) => row.schemaVersion,
  (row) => row.data,
  (row) => row.sealed,
  (row) => row.traceparent,
  (row) => row.keyId,
  (row) => row.contentHash,
];

/** 128 or 256 bits. */
const CONTENT_HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/;

/** Writes rows, in order. Throws a RangeError for what would spoil a flush of others. */
export function serializeFirstEvents(events: readonly FirstEvent[]): SerializedFirstEvent[] {
  return events.map(serialize);
}

function serialize(event: FirstEvent): SerializedFirstEvent {
  const { tenant, streamId, eventId, type, schemaVersion, contentHash } = event;
  const { traceparent = '', keyId = '' } = event.meta;
  if (!CONTENT_HASH.test(contentHash))
    throw new RangeError(`the content hash of ${streamId} is not 32 or 64 hex digits`);
  const sealed = event.sealed ?? '';
  if (
    hasLineBreak(tenant) ||
    hasLineBreak(streamId) ||
    hasLineBreak(eventId) ||
    hasLineBreak(type) ||
    hasLineBreak(sealed) ||
    hasLineBreak(traceparent) ||
    hasLineBreak(keyId)
  )
    throw new RangeError(`a value of ${streamId} has a line break`);
  const data = JSON.stringify(event.data);
  return {
    tenant,
    streamId,
    eventId,
    type,
    schemaVersion: String(schemaVersion),
    data,
    sealed,
    traceparent,
    keyId,
    contentHash,
  };
}

const hasLineBreak = (value: string): boolean => value.includes('\n');

/** Bytes of a row on its way, about: what is not JSON is ASCII. */
export function countBytes(row: SerializedFirstEvent): number {
  const { tenant, streamId, eventId, type, sealed, traceparent, keyId, contentHash } = row;
  const names = tenant.length + streamId.length + eventId.length + type.length;
  const causes = traceparent.length + keyId.length;
  return names + Buffer.byteLength(row.data) + sealed.length + causes + contentHash.length;
}

/** The columns of at least one row, as the function's parameters. */
export function joinColumns(rows: readonly SerializedFirstEvent[]): string[] {
  return COLUMNS.map((read) => rows.map(read).join('\n'));
}
