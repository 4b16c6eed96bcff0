// The relay on a real log: nothing is lost, streams keep their order, one owner at a time moves the cursor.
import { eventually } from '@copse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWriters } from '../test/concurrent-writers.ts';
import { findBrokenStreams } from '../test/feed-reader.ts';
import { openRelayHarness, TRACEPARENT, type RelayHarness } from '../test/relay-harness.ts';

let harness: RelayHarness;

beforeEach(async () => {
  harness = await openRelayHarness();
});
afterEach(async () => await harness.close());

describe('the relay', () => {
  it('sends a recorded event as a CloudEvent under the key of its stream', async () => {
    await harness.append('thing/ü"1', 0, 'thing-happened', { 'naïve "quotes"': [1, null] });
    await harness.createRelay().start();
    await eventually(() => expect(harness.bus.events()).toHaveLength(1));
    const [record] = harness.bus.events();
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
    await harness.database.owner.sql`
      insert into event (tenant, stream_id, version, event_id, type, schema_version, data)
      values ('tenant-a', 'thing/1', 1, gen_random_uuid(), 'thing-happened', 1, ${data}::text::json)`;
    await harness.createRelay().start();
    await eventually(() => expect(harness.bus.events()).toHaveLength(1));
    expect(harness.bus.events()[0]?.bytes.toString()).toMatch(`,"data":${data}}`);
    expect(harness.bus.events()[0]?.value).not.toHaveProperty('traceparent');
  });

  it('sends each type to its topic, and keeps private types inside', async () => {
    await harness.append('thing/1', 0);
    await harness.append('key/1', 0, 'key-issued');
    await harness.append('thing/1', 1, 'thing-noted');
    await harness.append('thing/1', 2);
    await harness.createRelay().start();
    await eventually(() => expect(harness.bus.events()).toHaveLength(3));
    const sent = harness.bus.events().map(({ topic, value }) => `${topic} ${String(value['streamversion'])}`);
    expect(sent.sort()).toEqual(['copse.access 1', 'copse.activity 1', 'copse.activity 3']);
  });

  it(
    'loses nothing and inverts nothing while 16 writers append 20,000 events',
    { timeout: 180_000 },
    async () => {
      const relay = harness.createRelay();
      await relay.start();
      const acknowledged = await runWriters(harness.database.connection, {
        writers: 16,
        eventsPerWriter: 1250,
        sharedStreams: 12,
      });
      expect(acknowledged.size).toBeGreaterThanOrEqual(20_000);
      await eventually(async () => expect((await relay.lag()).events).toBe(0), { timeoutMs: 60_000 });
      expect(findBrokenStreams(harness.seen())).toEqual([]);
      expect(harness.seen()).toHaveLength(acknowledged.size);
      expect(new Set(harness.seen().map((event) => event.id))).toEqual(acknowledged);
    },
  );

  it('goes on from where its cursor stands', async () => {
    await harness.append('thing/1', 0);
    const first = harness.createRelay();
    await first.start();
    await eventually(async () => expect((await harness.readCursor()).eventsBehind).toBe(0));
    await first.stop();
    await harness.append('thing/1', 1);
    await harness.createRelay().start();
    await eventually(() => expect(harness.seen().map((event) => event.version)).toEqual([1, 2]));
  });

  it('sends the whole batch again when the bus refuses it', async () => {
    await harness.appendMany(30);
    let refusals = 0;
    harness.bus.onPublish = () => {
      if (refusals < 2) {
        refusals += 1;
        throw new Error('the broker went away');
      }
    };
    const relay = harness.createRelay();
    await relay.start();
    await eventually(() => expect(relay.state()).toEqual({ role: 'failing', error: 'the broker went away' }));
    expect((await harness.readCursor()).eventsBehind).toBe(30);
    await eventually(async () => expect((await harness.readCursor()).eventsBehind).toBe(0));
    expect(harness.seen()).toHaveLength(30);
    expect(relay.state()).toEqual({ role: 'leading', error: null });
  });

  it('stops at an event type that nobody placed, says which, and skips nothing', async () => {
    await harness.append('thing/1', 0, 'thing-nobody-placed');
    await harness.append('thing/2', 0);
    const relay = harness.createRelay();
    await relay.start();
    await eventually(() => expect(relay.state().error).toContain('"thing-nobody-placed"'));
    expect(harness.bus.events()).toEqual([]);
  });

  it('ends within a moment when it is stopped, cursor moved', async () => {
    await harness.appendMany(5000);
    const relay = harness.createRelay({ batchRows: 100 });
    await relay.start();
    await eventually(() => expect(harness.seen().length).toBeGreaterThan(500));
    await relay.stop();
    expect((await harness.readCursor()).eventsBehind).toBe(5000 - harness.seen().length);
    expect(relay.state().role).toBe('stopped');
  });
});

describe('two relays', () => {
  it('never send at the same time: the second waits for the first', async () => {
    const [first, second] = [harness.createRelay(), harness.createRelay()];
    await first.start();
    await eventually(() => expect(first.state().role).toBe('leading'));
    await second.start();
    await harness.appendMany(100);
    await eventually(() => expect(harness.seen()).toHaveLength(100));
    await eventually(() => expect(second.state().role).toBe('waiting'));
    expect(harness.seen()).toHaveLength(100);
    await first.stop();
    await eventually(() => expect(second.state().role).toBe('leading'));
    await harness.append('thing/late', 0);
    await eventually(() => expect(harness.seen()).toHaveLength(101));
    expect((await harness.readCursor()).epoch).toBe(2);
  });

  it('change places when the first loses its connection, and lose nothing', async () => {
    const [first, second] = [harness.createRelay(), harness.createRelay()];
    await first.start();
    await eventually(() => expect(first.state().role).toBe('leading'));
    await second.start();
    const writing = runWriters(harness.database.connection, {
      writers: 4,
      eventsPerWriter: 1500,
      sharedStreams: 3,
    });
    let isWritten = false;
    void writing.then(() => (isWritten = true));
    for (let cut = 0; cut < 3; cut += 1) {
      const before = harness.seen().length;
      // A fast machine may have relayed everything before the last cut: then that cut finds a relay at rest.
      await eventually(() => expect(isWritten || harness.seen().length > before).toBe(true));
      await harness.database.owner.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'relay copse/spec'`;
    }
    const acknowledged = await writing;
    await eventually(async () => expect((await harness.readCursor()).eventsBehind).toBe(0), {
      timeoutMs: 30_000,
    });
    expect(findBrokenStreams(harness.seen())).toEqual([]);
    expect(new Set(harness.seen().map((event) => event.id))).toEqual(acknowledged);
    expect((await harness.readCursor()).epoch).toBeGreaterThan(1);
  });

  it('do not both move the cursor: who was replaced in the middle of a send is fenced off', async () => {
    await harness.appendMany(10);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let holding = true;
    harness.bus.onPublish = async () => {
      if (!holding) return;
      holding = false;
      await held;
    };
    const old = harness.createRelay({ leaseRetryMs: 60_000 });
    await old.start();
    await eventually(() => expect(holding).toBe(false));
    // As if the lock had been lost without notice: another owner raises the epoch while the first still sends.
    await harness.database.owner.sql`update event_relay set epoch = epoch + 1`;
    release();
    await eventually(() => expect(harness.bus.events().length).toBeGreaterThanOrEqual(10));
    // The old owner lost this turn, cursor unmoved; its next turn is a new epoch and sends again.
    await eventually(async () => expect(await harness.readCursor()).toEqual({ epoch: 3, eventsBehind: 0 }));
    expect(harness.bus.events()).toHaveLength(20);
    expect(findBrokenStreams(harness.seen())).toEqual([]);
  });
});
