// Reading one stream, in the order of its versions.
import type { Transaction } from '@copse/postgres';
import { sql as template } from 'drizzle-orm';
import type { EventMetadata, RecordedEvent } from './event.ts';

/** Which part of a stream. */
export interface StreamSlice {
  readonly tenant: string;
  readonly streamId: string;
  /** The first version wanted, from 1, which is the default. */
  readonly fromVersion?: number;
  /** At most this many, 1,000 unless said. */
  readonly limit?: number;
}

/** A recorded event as a row of the log. */
interface StreamRow extends Record<string, unknown> {
  version: number;
  event_id: string;
  type: string;
  schema_version: number;
  recorded_at: string;
  data: unknown;
  sealed: string | null;
  meta: EventMetadata;
}

/** Reads recorded events; an unknown stream, or another tenant's, is an empty list. */
export async function readStream(tx: Transaction, slice: StreamSlice): Promise<RecordedEvent[]> {
  const { tenant, streamId, fromVersion = 1, limit = 1000 } = slice;
  const rows = await tx.execute<StreamRow>(template`
    select version, event_id, type, schema_version,
           to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as recorded_at,
           data, sealed, meta
    from event
    where tenant = ${tenant} and stream_id = ${streamId} and version >= ${fromVersion}
    order by event.version
    limit ${limit}`);
  return rows.map((row) => ({
    tenant,
    streamId,
    version: row.version,
    eventId: row.event_id,
    type: row.type,
    schemaVersion: row.schema_version,
    recordedAt: row.recorded_at,
    data: row.data,
    sealed: row.sealed,
    meta: row.meta,
  }));
}
