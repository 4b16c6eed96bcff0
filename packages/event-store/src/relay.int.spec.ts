// The relay on a real log: nothing is lost, streams keep their order, one owner at a time moves the cursor.
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@copse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWriters } from '../test/concurrent-writers.ts';
import { findBrokenStreams, type SeenEvent } from '../test/feed-reader.ts';
import { createLogDatabase, newEvent, type LogDatabase } from '../test/log-database.ts';
import { createRecordingBus, type RecordingBus } from '../test/recording-bus.ts';
import { createSpecRelay } from '../test/spec-relay.ts';
import { appendEventsAlone } from './append-events.ts';
import { IncarnationError } from './errors.ts';
import { raiseIncarnation } from './incarnation.ts';
import type { Relay, RelayOptions } from './relay.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
let database: LogDatabase;
let bus: RecordingBus;
let relays: Relay[];

beforeEach(async () => {
  database = await createLogDatabase(16);
  bus = createRecordingBus();
  relays = [];
});
afterEach(async () => {
  await Promise.all(relays.map(async (relay) => await relay.stop()));
  await database.drop();
});

function createRelay(options: Partial<RelayOptions> = {}): Relay {
  const relay = createSpecRelay(database.connect(2), bus, options);
  relays.push(relay);
  return relay;
}

async function append(streamId: string, expectedVersion: number, type = 'thing-happened', data: unknown = {}): Promise<void> {
  const meta = { traceparent: TRACEPARENT };
  const events = [newEvent(data, type)];
  const result = await appendEventsAlone(database.connection.sql, { tenant: 'tenant-a', streamId, expectedVersion, events, meta });
  expect(result.appended).toBe(true);
}

async function appendMany(count: number): Promise<void> {
  await database.owner.sql`
    insert into event (tenant, stream_id, version, event_id, type, schema_version, data, meta)
    select 'tenant-a', 'thing/' || (step % 10), 1 + step / 10, gen_random_uuid(), 'thing-happened', 1, '{}', '{}'
    from generate_series(0, ${count}::integer - 1) as step order by step`;
}

function seen(): SeenEvent[] {
  return bus.events().map(({ key, value }) => ({ key, version: Number(value['streamversion']), id: String(value['id']) }));
}

async function readCursor(): Promise<{ epoch: number; events_behind: number }> {
  const [row] = await database.owner.sql<{ epoch: number; events_behind: number }[]>`
    select epoch::integer, (select count(*)::integer from event where (event.xid, event.pos) > (relay.xid, relay.pos)) as events_behind
    from event_relay as relay`;
  if (row === undefined) throw new Error('no relay has started');
  return row;
}

describe('the relay', () => {
  it('sends a recorded event as a CloudEvent under the key of its stream', async () => {
    await append('thing/ü"1', 0, 'thing-happened', { 'naïve "quotes"': [1, null] });
    await createRelay().start();
    await eventually(() => expect(bus.events()).toHaveLength(1));
    const [record] = bus.events();
    expect(record).toMatchObject({ topic: 'copse.activity', key: 'tenant-a/thing/ü"1' });
    expect(record?.value).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      source: 'copse/spec',
      type: 'copse.thing.happened.v1',
      subject: 'thing/ü"1',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      datacontenttype: 'application/json',
      tenantid: 'tenant-a',
      streamversion: 1,
      traceparent: TRACEPARENT,
      data: { 'naïve "quotes"': [1, null] },
    });
  });

  it('passes the bytes of the data through, numbers beyond a double included', async () => {
    const data = '{"b" : 9007199254740993.10, "a":[ ]}';
    await database.owner.sql`
      insert into event (tenant, stream_id, version, event_id, type, schema_version, data, meta)
      values ('tenant-a', 'thing/1', 1, gen_random_uuid(), 'thing-happened', 1, ${data}::text::json, '{}')`;
    await createRelay().start();
    await eventually(() => expect(bus.events()).toHaveLength(1));
    expect(bus.events()[0]?.bytes.toString()).toMatch(`,"data":${data}}`);
    expect(bus.events()[0]?.value).not.toHaveProperty('traceparent');
  });

  it('sends each type to its topic, and keeps private types inside', async () => {
    await append('thing/1', 0);
    await append('key/1', 0, 'key-issued');
    await append('thing/1', 1, 'thing-noted');
    await append('thing/1', 2);
    await createRelay().start();
    await eventually(() => expect(bus.events()).toHaveLength(3));
    expect(bus.events().map(({ topic, value }) => [topic, value['streamversion']]).sort()).toEqual([
      ['copse.access', 1],
      ['copse.activity', 1],
      ['copse.activity', 3],
    ]);
  });

  it('loses nothing and inverts nothing while 16 writers append 20,000 events', { timeout: 180_000 }, async () => {
    const relay = createRelay();
    await relay.start();
    const acknowledged = await runWriters(database.connection, { writers: 16, eventsPerWriter: 1250, sharedStreams: 12 });
    expect(acknowledged.size).toBeGreaterThanOrEqual(20_000);
    await eventually(async () => expect((await relay.lag()).events).toBe(0), { timeoutMs: 60_000 });
    expect(findBrokenStreams(seen())).toEqual([]);
    expect(seen()).toHaveLength(acknowledged.size);
    expect(new Set(seen().map((event) => event.id))).toEqual(acknowledged);
  });

  it('goes on from where its cursor stands', async () => {
    await append('thing/1', 0);
    const first = createRelay();
    await first.start();
    await eventually(async () => expect((await readCursor()).events_behind).toBe(0));
    await first.stop();
    await append('thing/1', 1);
    await createRelay().start();
    await eventually(() => expect(seen().map((event) => event.version)).toEqual([1, 2]));
  });

  it('sends the whole batch again when the bus refuses it', async () => {
    await appendMany(30);
    let refusals = 0;
    bus.onPublish = () => {
      if (refusals < 2) {
        refusals += 1;
        throw new Error('the broker went away');
      }
    };
    const relay = createRelay();
    await relay.start();
    await eventually(() => expect(relay.state()).toEqual({ role: 'failing', error: 'the broker went away' }));
    expect((await readCursor()).events_behind).toBe(30);
    await eventually(async () => expect((await readCursor()).events_behind).toBe(0));
    expect(seen()).toHaveLength(30);
    expect(relay.state()).toEqual({ role: 'leading', error: null });
  });

  it('stops at an event type that nobody placed, says which, and skips nothing', async () => {
    await append('thing/1', 0, 'thing-nobody-placed');
    await append('thing/2', 0);
    const relay = createRelay();
    await relay.start();
    await eventually(() => expect(relay.state().error).toContain('"thing-nobody-placed"'));
    expect(bus.events()).toEqual([]);
  });

  it('ends within a moment when it is stopped, cursor moved', async () => {
    await appendMany(5000);
    const relay = createRelay({ batchRows: 100 });
    await relay.start();
    await eventually(() => expect(seen().length).toBeGreaterThan(500));
    await relay.stop();
    expect((await readCursor()).events_behind).toBe(5000 - seen().length);
    expect(relay.state().role).toBe('stopped');
  });
});

describe('two relays', () => {
  it('never send at the same time: the second waits for the first', async () => {
    const [first, second] = [createRelay(), createRelay()];
    await first.start();
    await eventually(() => expect(first.state().role).toBe('leading'));
    await second.start();
    await appendMany(100);
    await eventually(() => expect(seen()).toHaveLength(100));
    await eventually(() => expect(second.state().role).toBe('waiting'));
    expect(seen()).toHaveLength(100);
    await first.stop();
    await eventually(() => expect(second.state().role).toBe('leading'));
    await append('thing/late', 0);
    await eventually(() => expect(seen()).toHaveLength(101));
    expect((await readCursor()).epoch).toBe(2);
  });

  it('change places when the first loses its connection, and lose nothing', async () => {
    const [first, second] = [createRelay(), createRelay()];
    await first.start();
    await eventually(() => expect(first.state().role).toBe('leading'));
    await second.start();
    const writing = runWriters(database.connection, { writers: 4, eventsPerWriter: 500, sharedStreams: 3 });
    for (let cut = 0; cut < 3; cut += 1) {
      await delay(30);
      await database.owner.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'relay copse/spec'`;
    }
    const acknowledged = await writing;
    await eventually(async () => expect((await readCursor()).events_behind).toBe(0), { timeoutMs: 30_000 });
    expect(findBrokenStreams(seen())).toEqual([]);
    expect(new Set(seen().map((event) => event.id))).toEqual(acknowledged);
    expect((await readCursor()).epoch).toBeGreaterThan(1);
  });

  it('do not both move the cursor: who was replaced in the middle of a send is fenced off', async () => {
    await appendMany(10);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let holding = true;
    bus.onPublish = async () => {
      if (!holding) return;
      holding = false;
      await held;
    };
    const old = createRelay({ leaseRetryMs: 60_000 });
    await old.start();
    await eventually(() => expect(holding).toBe(false));
    // As if the lock had been lost without notice: another owner raises the epoch while the first still sends.
    await database.owner.sql`update event_relay set epoch = epoch + 1`;
    release();
    await eventually(() => expect(bus.events()).toHaveLength(10));
    // The old owner lost this turn, cursor unmoved; its next turn is a new epoch and sends again.
    await eventually(async () => expect(await readCursor()).toEqual({ epoch: 3, events_behind: 0 }));
    expect(bus.events()).toHaveLength(20);
    expect(findBrokenStreams(seen())).toEqual([]);
  });
});

describe('the watermark', () => {
  function announced(topic = 'copse.activity', partition = 0): string[] {
    return bus.markers().flatMap((record) =>
      record.topic === topic && record.partition === partition ? [String(record.value['at'])] : [],
    );
  }

  it('goes to every partition of every topic of the relay, with source and epoch', async () => {
    await createRelay().start();
    await eventually(() => expect(announced('copse.access').length).toBeGreaterThan(0));
    const partitions = (topic: string): number[] =>
      [...new Set(bus.markers().flatMap((marker) => (marker.topic === topic && marker.partition !== undefined ? [marker.partition] : [])))];
    await eventually(() => expect(partitions('copse.activity')).toEqual(Array.from({ length: 24 }, (_, index) => index)));
    expect(partitions('copse.access')).toEqual([0]);
    expect(bus.markers()[0]?.value).toMatchObject({ marker: 'watermark', source: 'copse/spec', epoch: 1 });
  });

  it('is true whenever it is announced: everything recorded before it was sent before it', { timeout: 60_000 }, async () => {
    const relay = createRelay({ markerIntervalMs: 1 });
    await relay.start();
    await runWriters(database.connection, { writers: 8, eventsPerWriter: 500, sharedStreams: 4 });
    await eventually(async () => expect((await relay.lag()).events).toBe(0));
    let highest = '';
    let markers = 0;
    for (const record of bus.sent) {
      if (record.value['marker'] === 'watermark') {
        if (record.partition === 0 && record.topic === 'copse.activity') {
          expect(String(record.value['at']) > highest).toBe(true);
          highest = String(record.value['at']);
          markers += 1;
        }
      } else expect(String(record.value['time']) >= highest).toBe(true);
    }
    expect(markers).toBeGreaterThan(3);
  });

  it('stands still while a transaction is open that may still record something before it', async () => {
    await createRelay().start();
    await eventually(() => expect(announced().length).toBeGreaterThan(1));
    let before = 0;
    await database.owner.sql.begin(async (tx) => {
      await tx`select pg_current_xact_id()`;
      const [opened] = await tx<{ at: string }[]>`select clock_timestamp()::text as at`;
      // One announcement may be on its way whose moment is older than this transaction.
      await delay(200);
      before = announced().length;
      expect(announced().every((at) => Date.parse(at) <= Date.parse(opened?.at ?? ''))).toBe(true);
      await delay(200);
      expect(announced()).toHaveLength(before);
    });
    await eventually(() => expect(announced().length).toBeGreaterThan(before));
  });

  it('is not announced before the sends are acknowledged', async () => {
    await appendMany(10);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    bus.onPublish = async (_, records) => {
      if (records[0]?.partition === undefined) await held;
    };
    await createRelay().start();
    await delay(200);
    expect(bus.markers()).toEqual([]);
    release();
    await eventually(() => expect(announced().length).toBeGreaterThan(0));
  });

  it('never falls, not even for a new owner whose clock was set back', async () => {
    const first = createRelay();
    await first.start();
    await eventually(() => expect(announced().length).toBeGreaterThan(0));
    await first.stop();
    await database.owner.sql`update event_relay set announced_at = now() + interval '300 milliseconds'`;
    const [row] = await database.owner.sql<{ at: string }[]>`select announced_at::text as at from event_relay`;
    const count = announced().length;
    await createRelay().start();
    await eventually(() => expect(announced().length).toBeGreaterThan(count));
    expect(announced().slice(count).every((at) => Date.parse(at) > Date.parse(row?.at ?? ''))).toBe(true);
  });
});

describe('a replay', () => {
  it('sends one topic’s events again from any position, then an end marker to each partition', async () => {
    const relay = createRelay();
    await appendMany(50);
    await append('key/1', 0, 'key-issued');
    const rebuildId = '11111111-1111-4111-8111-111111111111';
    const whole = await relay.replay({ from: 'beginning', topic: 'copse.activity.rebuild', rebuildId });
    expect(whole.events).toBe(50);
    expect(findBrokenStreams(seen())).toEqual([]);
    expect(bus.markers().map((record) => record.partition)).toEqual(Array.from({ length: 24 }, (_, index) => index));
    expect(bus.sent.every((record) => record.topic === 'copse.activity.rebuild')).toBe(true);
    expect(bus.markers()[0]?.value).toEqual({ marker: 'rebuild-end', source: 'copse/spec', rebuildId, at: whole.at });
    await append('thing/later', 0);
    const rest = await relay.replay({ from: whole.end, topic: 'copse.activity.rebuild', rebuildId });
    expect(rest.events).toBe(1);
  });

  it('waits for a transaction that was open when it began', async () => {
    const relay = createRelay();
    await append('thing/1', 0);
    let ended = false;
    let replay: Promise<unknown> = Promise.resolve();
    await database.owner.sql.begin(async (tx) => {
      await tx`insert into event (tenant, stream_id, version, event_id, type, schema_version, data, meta)
        values ('tenant-a', 'thing/2', 1, gen_random_uuid(), 'thing-happened', 1, '{}', '{}')`;
      replay = relay.replay({ from: 'beginning', topic: 'rebuild', rebuildId: 'x' }).finally(() => {
        ended = true;
      });
      await delay(200);
      expect(ended).toBe(false);
    });
    await replay;
    expect(seen()).toHaveLength(2);
  });
});

describe('the lag', () => {
  it('counts what is recorded and not sent, and says how old the oldest of it is', async () => {
    const relay = createRelay();
    expect(await relay.lag()).toEqual({ events: 0, seconds: 0 });
    await appendMany(100);
    await delay(50);
    const lag = await relay.lag();
    expect(lag.events).toBe(100);
    expect(lag.seconds).toBeGreaterThanOrEqual(0.05);
    await relay.start();
    await eventually(async () => expect(await relay.lag()).toEqual({ events: 0, seconds: 0 }));
  });

  it('is estimated where there is much of it', async () => {
    await appendMany(12_000);
    expect((await createRelay().lag()).events).toBe(12_000);
  });
});

describe('a log restored into another cluster', () => {
  async function pretendRestore(): Promise<void> {
    await database.owner.sql`
      insert into event (xid, tenant, stream_id, version, event_id, type, schema_version, data, meta)
      values ('4000000000', 'tenant-a', 'thing/restored', 1, gen_random_uuid(), 'thing-happened', 1, '{}', '{}')`;
  }

  it('is refused while its incarnation was not raised', async () => {
    await pretendRestore();
    await expect(createRelay().start()).rejects.toThrow(IncarnationError);
  });

  it('goes on after it was: what was restored comes before what is new', async () => {
    await pretendRestore();
    expect(await raiseIncarnation({ url: database.owner.url })).toBe(2);
    await append('thing/restored', 1);
    const relay = createRelay();
    await relay.start();
    await eventually(() => expect(seen().map((event) => event.version)).toEqual([1, 2]));
    await append('thing/restored', 2);
    await eventually(() => expect(seen().map((event) => event.version)).toEqual([1, 2, 3]));
    await eventually(async () => expect((await relay.lag()).events).toBe(0));
  });
});
