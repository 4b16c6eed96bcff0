// The bare statement: one insert into Copse's table by its owner. No function, no policy, no check of what is
// there. Rows come as columns of lines, the cheapest way found to hand them to plain SQL: PostgreSQL spends a
// sixth less on them than on JSON. It works because none of these values has a line break in it.
import postgres from 'postgres';
import { CONNECTIONS, countCopseEvents, prepareDatabase } from './databases.ts';
import { makeEvent, makeFirstEvent, newStreamId, TENANT, TRACEPARENT } from './payload.ts';
import type { Operation } from './rounds.ts';

export interface BareSide {
  append(count: number): Operation;
  /** A hundred first events in one statement. */
  appendFirst: Operation;
  countEvents(): Promise<{ stored: number; holes: number }>;
  close(): Promise<void>;
}

export async function openBare(adminUrl: string): Promise<BareSide> {
  const { ownerUrl } = await prepareDatabase(adminUrl, 'bench_bare');
  const sql = postgres(ownerUrl, { max: CONNECTIONS, onnotice: () => {} });
  return {
    append: (count) => async () => {
      const events = Array.from({ length: count }, makeEvent);
      await sql`
        insert into event (tenant, stream_id, version, event_id, type, schema_version, data, sealed, traceparent)
        select ${TENANT}, ${newStreamId()}, version, event_id::uuid, type, schema_version::integer, data::json,
               sealed, ${TRACEPARENT}::text
        from unnest(string_to_array(${writeColumn(events, (event) => event.eventId)}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => event.type)}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => event.schemaVersion)}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => JSON.stringify(event.data))}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => event.sealed)}, e'\\n')) with ordinality
          as row (event_id, type, schema_version, data, sealed, version)`;
      return count;
    },
    async appendFirst() {
      const events = Array.from({ length: 100 }, makeFirstEvent);
      await sql`
        insert into event
          (tenant, stream_id, version, event_id, type, schema_version, data, sealed, traceparent, content_hash)
        select tenant, stream_id, 1, event_id::uuid, type, schema_version::integer, data::json, sealed, traceparent,
               decode(content_hash, 'hex')
        from unnest(string_to_array(${writeColumn(events, (event) => event.tenant)}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => event.streamId)}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => event.eventId)}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => event.type)}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => event.schemaVersion)}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => JSON.stringify(event.data))}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => event.sealed)}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => event.meta.traceparent ?? '')}, e'\\n'),
                    string_to_array(${writeColumn(events, (event) => event.contentHash)}, e'\\n'))
          as row (tenant, stream_id, event_id, type, schema_version, data, sealed, traceparent, content_hash)`;
      return events.length;
    },
    countEvents: async () => await countCopseEvents(adminUrl, 'bench_bare'),
    close: async () => await sql.end({ timeout: 5 }),
  };
}

/** One value a line. */
function writeColumn<T>(events: readonly T[], write: (event: T) => string | number | null): string {
  return events.map(write).join('\n');
}
