// A recorded event as a row of the log, for those who read the log in an order of their own.
import { sql as template } from 'drizzle-orm';
import type { RecordedEvent } from './event.ts';

/** The columns of `event` that `describeRecordedRow` takes. */
export const RECORDED_COLUMNS = template`stream_id, version, event_id, type, schema_version,
    to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as recorded_at,
    data, sealed, traceparent, key_id`;

/** What they hold. */
export interface RecordedRow extends Record<string, unknown> {
  stream_id: string;
  version: number;
  event_id: string;
  type: string;
  schema_version: number;
  recorded_at: string;
  data: unknown;
  sealed: string | null;
  traceparent: string | null;
  key_id: string | null;
}

/** The event a row of a tenant's stands for. */
export function describeRecordedRow(tenant: string, row: RecordedRow): RecordedEvent {
  return {
    tenant,
    streamId: row.stream_id,
    version: row.version,
    eventId: row.event_id,
    type: row.type,
    schemaVersion: row.schema_version,
    recordedAt: row.recorded_at,
    data: row.data,
    sealed: row.sealed,
    meta: {
      ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
      ...(row.key_id === null ? {} : { keyId: row.key_id }),
    },
  };
}
