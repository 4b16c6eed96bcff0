// Two sides of the comparison: Copse's log and Emmett's PostgreSQL store, each in a database of its own.
import {
  appendEventsAlone,
  createGroupCommit,
  createRelay,
  type GroupCommit,
  type Relay,
} from '@copse/event-store';
import type { Publisher } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { connectPostgres, type PostgresConnection } from '@copse/postgres';
import { isExpectedVersionConflictError } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, readMessagesBatch } from '@event-driven-io/emmett-postgresql';
import postgres from 'postgres';
import { CONNECTIONS, countCopseEvents, createDatabase, prepareDatabase } from './databases.ts';
import {
  EVENT_TYPE,
  makeEmmettEvent,
  makeEvent,
  makeFirstEvent,
  newStreamId,
  TENANT,
  TRACEPARENT,
} from './payload.ts';
import type { Operation } from './rounds.ts';

const FEED_BATCH = 2000;

export interface CopseSide {
  readonly connection: PostgresConnection;
  readonly commit: GroupCommit;
  append(count: number): Operation;
  appendInGroup: Operation;
  /** A hundred first events in a statement of their own. */
  appendBatch: Operation;
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
    async appendBatch() {
      await commit.appendBatch(Array.from({ length: 100 }, makeFirstEvent));
      return 100;
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
  await store.schema.migrate();
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
