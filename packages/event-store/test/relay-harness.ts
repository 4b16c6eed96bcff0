// A log, a bus that remembers, and relays between them, for specs; all of it ends with the spec.
import { newEvent, createLogDatabase, type LogDatabase } from './log-database.ts';
import { createRecordingBus, type RecordingBus } from './recording-bus.ts';
import { createSpecRelay } from './spec-relay.ts';
import type { SeenEvent } from './feed-reader.ts';
import { appendEventsAlone } from '../src/append-events.ts';
import type { Relay, RelayOptions } from '../src/relay.ts';

export const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

export interface RelayHarness {
  readonly database: LogDatabase;
  readonly bus: RecordingBus;
  createRelay(options?: Partial<RelayOptions>): Relay;
  append(streamId: string, expectedVersion: number, type?: string, data?: unknown): Promise<void>;
  /** Appends events of ten streams in one statement. */
  appendMany(count: number): Promise<void>;
  /** Events the bus took, in order. */
  seen(): SeenEvent[];
  /** The cursor as it stands in the database. */
  readCursor(): Promise<{ epoch: number; eventsBehind: number }>;
  close(): Promise<void>;
}

/** Opens one of each. */
export async function openRelayHarness(): Promise<RelayHarness> {
  const database = await createLogDatabase(16);
  const bus = createRecordingBus();
  const relays: Relay[] = [];
  return {
    database,
    bus,
    createRelay(options = {}) {
      const relay = createSpecRelay(database.connect(2), bus, options);
      relays.push(relay);
      return relay;
    },
    async append(streamId, expectedVersion, type = 'thing-happened', data = {}) {
      const append = { tenant: 'tenant-a', streamId, expectedVersion, events: [newEvent(data, type)] };
      const result = await appendEventsAlone(database.connection.sql, {
        ...append,
        meta: { traceparent: TRACEPARENT },
      });
      if (!result.appended) throw new Error(`${streamId} is at ${result.actualVersion}`);
    },
    async appendMany(count) {
      await database.owner.sql`
        insert into event (tenant, stream_id, version, event_id, type, schema_version, data)
        select 'tenant-a', 'thing/' || (step % 10), 1 + step / 10, gen_random_uuid(), 'thing-happened', 1, '{}'
        from generate_series(0, ${count}::integer - 1) as step order by step`;
    },
    seen: () =>
      bus
        .events()
        .map(({ key, value }) => ({ key, version: Number(value['streamversion']), id: String(value['id']) })),
    async readCursor() {
      const [row] = await database.owner.sql<{ epoch: number; eventsBehind: number }[]>`
        select epoch::integer,
               (select count(*)::integer from event
                where (event.xid, event.pos) > (relay.xid, relay.pos)) as "eventsBehind"
        from event_relay as relay`;
      if (row === undefined) throw new Error('no relay has started');
      return row;
    },
    async close() {
      await Promise.all(relays.map(async (relay) => await relay.stop()));
      await database.drop();
    },
  };
}
