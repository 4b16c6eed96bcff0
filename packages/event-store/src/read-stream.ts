// Reading one stream, in the order of its versions.
import type { Transaction } from '@copse/postgres';
import { sql as template } from 'drizzle-orm';
import type { RecordedEvent } from './event.ts';
import { RECORDED_COLUMNS, describeRecordedRow, type RecordedRow } from './recorded-row.ts';

/** Which part of a stream. */
export interface StreamSlice {
  readonly tenant: string;
  readonly streamId: string;
  /** The first version wanted, from 1, which is the default. */
  readonly fromVersion?: number;
  /** At most this many, 1,000 unless said. */
  readonly limit?: number;
}

/** Reads recorded events; an unknown stream, or another tenant's, is an empty list. */
export async function readStream(tx: Transaction, slice: StreamSlice): Promise<RecordedEvent[]> {
  const { tenant, streamId, fromVersion = 1, limit = 1000 } = slice;
  const rows = await tx.execute<RecordedRow>(template`
    select ${RECORDED_COLUMNS}
    from event
    where tenant = ${tenant} and stream_id = ${streamId} and version >= ${fromVersion}
    order by event.version
    limit ${limit}`);
  return rows.map((row) => describeRecordedRow(tenant, row));
}
