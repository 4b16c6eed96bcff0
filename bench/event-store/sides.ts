// The sides of the comparison: Copse's log, Emmett's PostgreSQL store, and the bare statement on Copse's table.
// Each has a database of its own on the same server and ten connections, which is Emmett's default.
import {
  appendEventsAlone,
  createGroupCommit,
  createRelay,
  eventLogMigrations,
  type GroupCommit,
  type Relay,
} from '@copse/event-store';
import type { Publisher } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { connectPostgres, migratePostgres, type PostgresConnection } from '@copse/postgres';
import { isExpectedVersionConflictError } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, readMessagesBatch } from '@event-driven-io/emmett-postgresql';
import postgres from 'postgres';
import {
  EVENT_TYPE,
  makeEmmettEvent,
  makeEvent,
  makeFirstEvent,
  newStreamId,
  TENANT,
  TRACEPARENT,
} from './payload.ts';

const CONNECTIONS = 10;
const FEED_BATCH = 2000;

/** Does something once and gives the number of events it appended or read. */
export type Operation = () => Promise<number>;

export interface CopseSide {
  readonly connection: PostgresConnection;
  readonly commit: GroupCommit;
  append(count: number): Operation;
  appendInGroup: Operation;
  appendHot(): Operation;
  readFeed: Operation;
  countEvents(): Promise<{ stored: number; holes: number }>;
  close(): Promise<void>;
}

/** Copse's log, met as a service meets it. */
export async function openCopse(adminUrl: string): Promise<CopseSide> {
  const { serviceUrl } = await prepareDatabase(adminUrl, 'bench_copse');
  const connection = connectPostgres({
    url: serviceUrl,
    applicationName: 'bench',
    maxConnections: CONNECTIONS,
  });
  const { sql } = connection;
  const commit = createGroupCommit({ sql, queueBytesMax: 64_000_000, queueAgeMaxMs: 30_000 });
  const relay = createSilentRelay(connection);
  const meta = { traceparent: TRACEPARENT };
  return {
    connection,
    commit,
    append: (count) => async () => {
      const events = Array.from({ length: count }, makeEvent);
      await appendEventsAlone(sql, {
        tenant: TENANT,
        streamId: newStreamId(),
        expectedVersion: 0,
        events,
        meta,
      });
      return count;
    },
    async appendInGroup() {
      await commit.append(makeFirstEvent());
      return 1;
    },
    appendHot() {
      const streamId = newStreamId();
      let version = 0;
      return async () => {
        const append = { tenant: TENANT, streamId, expectedVersion: version, events: [makeEvent()], meta };
        const result = await appendEventsAlone(sql, append);
        version = Math.max(version, result.appended ? result.version : result.actualVersion);
        return result.appended ? 1 : 0;
      };
    },
    async readFeed() {
      const { events } = await relay.replay({ from: 'beginning', topic: 'bench', rebuildId: 'bench' });
      return events;
    },
    countEvents: async () => await countCopseEvents(adminUrl, 'bench_copse'),
    async close() {
      await commit.close();
      await connection.close();
    },
  };
}

/** The relay's way of reading, into a bus that takes everything at once. */
function createSilentRelay(connection: PostgresConnection): Relay {
  const bus: Publisher = { publish: async () => {} };
  return createRelay({
    connection,
    bus,
    topic: 'copse.activity',
    source: 'copse/bench',
    publicTypes: { [EVENT_TYPE]: 'copse.activity.captured.v1' },
    logger: createLogger({ name: 'bench', level: 'silent' }),
    metrics: createMetrics({ processMetrics: false }),
    batchRows: FEED_BATCH,
  });
}

export interface BareSide {
  append(count: number): Operation;
  countEvents(): Promise<{ stored: number; holes: number }>;
  close(): Promise<void>;
}

/** One insert on the same table by its owner: no function, no policy, no check of the version before. */
export async function openBare(adminUrl: string): Promise<BareSide> {
  const { ownerUrl } = await prepareDatabase(adminUrl, 'bench_bare');
  const sql = postgres(ownerUrl, { max: CONNECTIONS, onnotice: () => {} });
  return {
    append: (count) => async () => {
      const streamId = newStreamId();
      const rows = Array.from({ length: count }, (_, index) => {
        const { eventId, type, schemaVersion, data, sealed } = makeEvent();
        return { version: index + 1, event_id: eventId, type, schema_version: schemaVersion, data, sealed };
      });
      await sql`
        insert into event (tenant, stream_id, version, event_id, type, schema_version, data, sealed, meta)
        select ${TENANT}, ${streamId}, version, event_id, type, schema_version, data, sealed,
               ${JSON.stringify({ traceparent: TRACEPARENT })}::text::json
        from json_to_recordset(${JSON.stringify(rows)}::text::json)
          as row (version integer, event_id uuid, type text, schema_version integer, data json, sealed text)`;
      return count;
    },
    countEvents: async () => await countCopseEvents(adminUrl, 'bench_bare'),
    close: async () => await sql.end({ timeout: 5 }),
  };
}

export interface EmmettSide {
  append(count: number): Operation;
  appendHot(): Operation;
  readFeed: Operation;
  countEvents(): Promise<{ stored: number; holes: number }>;
  close(): Promise<void>;
}

/** Emmett's store as its documentation shows it. */
export async function openEmmett(adminUrl: string): Promise<EmmettSide> {
  const url = await createDatabase(adminUrl, 'bench_emmett');
  const store = getPostgreSQLEventStore(url);
  const reader = postgres(url, { max: 1, onnotice: () => {} });
  const executor = {
    query: async (statement: string) => {
      const rows = await reader.unsafe(statement);
      return { rows: [...rows], rowCount: rows.length };
    },
  } as unknown as Parameters<typeof readMessagesBatch>[0];
  return {
    append: (count) => async () => {
      await store.appendToStream(newStreamId(), Array.from({ length: count }, makeEmmettEvent), {
        expectedStreamVersion: 0n,
      });
      return count;
    },
    appendHot() {
      const streamId = newStreamId();
      return async () => {
        try {
          await store.appendToStream(streamId, [makeEmmettEvent()]);
          return 1;
        } catch (error) {
          if (isExpectedVersionConflictError(error)) return 0;
          throw error;
        }
      };
    },
    async readFeed() {
      let after = 0n;
      let events = 0;
      for (;;) {
        const batch = await readMessagesBatch(executor, { after, batchSize: FEED_BATCH });
        events += batch.messages.length;
        after = batch.currentGlobalPosition;
        if (!batch.areMessagesLeft) return events;
      }
    },
    async countEvents() {
      const [row] = await reader<{ stored: number; holes: number }[]>`
        select count(*)::float8 as stored,
               (select count(*) from (select 1 from emt_messages group by stream_id
                having max(stream_position) <> count(*)) as broken)::float8 as holes
        from emt_messages`;
      return row ?? { stored: Number.NaN, holes: Number.NaN };
    },
    async close() {
      await reader.end({ timeout: 5 });
      await store.close();
    },
  };
}

async function prepareDatabase(
  adminUrl: string,
  name: string,
): Promise<{ ownerUrl: string; serviceUrl: string }> {
  const ownerUrl = await createDatabase(adminUrl, name);
  const role = { serviceRole: 'copse_bench', servicePassword: 'bench-only' };
  await migratePostgres({ url: ownerUrl, sets: [eventLogMigrations], ...role });
  const url = new URL(ownerUrl);
  url.username = role.serviceRole;
  url.password = role.servicePassword;
  return { ownerUrl, serviceUrl: url.toString() };
}

async function createDatabase(adminUrl: string, name: string): Promise<string> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe(`drop database if exists ${name} with (force)`);
  await sql.unsafe(`create database ${name}`);
  await sql.end();
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

async function countCopseEvents(adminUrl: string, name: string): Promise<{ stored: number; holes: number }> {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const sql = postgres(url.toString(), { max: 1, onnotice: () => {} });
  const [row] = await sql<{ stored: number; holes: number }[]>`
    select count(*)::float8 as stored,
           (select count(*) from (select 1 from event group by tenant, stream_id
            having max(version) <> count(*)) as broken)::float8 as holes
    from event`;
  await sql.end();
  return row ?? { stored: Number.NaN, holes: Number.NaN };
}
