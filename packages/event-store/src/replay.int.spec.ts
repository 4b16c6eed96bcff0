// Replay, lag and incarnation on a real log.
import { eventually } from '@copse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBrokenStreams } from '../test/feed-reader.ts';
import { openRelayHarness, type RelayHarness } from '../test/relay-harness.ts';
import { IncarnationError } from './errors.ts';
import { raiseIncarnation } from './incarnation.ts';

let harness: RelayHarness;

beforeEach(async () => {
  harness = await openRelayHarness();
});
afterEach(async () => await harness.close());

describe('a replay', () => {
  it('sends one topic’s events again from any position, then an end marker to each partition', async () => {
    const relay = harness.createRelay();
    await harness.appendMany(50);
    await harness.append('key/1', 0, 'key-issued');
    const rebuildId = '11111111-1111-4111-8111-111111111111';
    const whole = await relay.replay({ from: 'beginning', topic: 'copse.activity.rebuild', rebuildId });
    expect(whole.events).toBe(50);
    expect(findBrokenStreams(harness.seen())).toEqual([]);
    expect(harness.bus.markers().map((record) => record.partition)).toEqual(
      Array.from({ length: 24 }, (_, index) => index),
    );
    expect(harness.bus.sent.every((record) => record.topic === 'copse.activity.rebuild')).toBe(true);
    expect(harness.bus.markers()[0]?.value).toEqual({
      marker: 'rebuild-end',
      source: 'copse/spec',
      rebuildId,
      at: whole.at,
    });
    await harness.append('thing/later', 0);
    const rest = await relay.replay({ from: whole.end, topic: 'copse.activity.rebuild', rebuildId });
    expect(rest.events).toBe(1);
  });

  it('waits for a transaction that was open when it began', async () => {
    const relay = harness.createRelay();
    await harness.append('thing/1', 0);
    let replay: Promise<unknown> = Promise.resolve();
    await harness.database.owner.sql.begin(async (tx) => {
      await tx`insert into event (tenant, stream_id, version, event_id, type, schema_version, data)
        values ('tenant-a', 'thing/2', 1, gen_random_uuid(), 'thing-happened', 1, '{}')`;
      replay = relay.replay({ from: 'beginning', topic: 'rebuild', rebuildId: 'x' });
      await eventually(() => expect(harness.seen()).toHaveLength(1));
      expect(harness.bus.markers()).toEqual([]);
    });
    await replay;
    expect(harness.seen()).toHaveLength(2);
  });
});

describe('the lag', () => {
  it('counts what is recorded and not sent, and says how old the oldest of it is', async () => {
    const relay = harness.createRelay();
    expect(await relay.lag()).toEqual({ events: 0, seconds: 0 });
    await harness.appendMany(100);
    expect((await relay.lag()).events).toBe(100);
    await eventually(async () => expect((await relay.lag()).seconds).toBeGreaterThanOrEqual(0.05));
    await relay.start();
    await eventually(async () => expect(await relay.lag()).toEqual({ events: 0, seconds: 0 }));
  });

  it('is estimated where there is much of it', async () => {
    await harness.appendMany(12_000);
    expect((await harness.createRelay().lag()).events).toBe(12_000);
  });

  it('is not overestimated where the last one sent bears a number its session took long ago', async () => {
    await harness.appendMany(50);
    await harness.database.owner.sql`select setval('event_pos', 1000000)`;
    await harness.append('thing/before', 0);
    await harness.database.owner.sql`
      insert into event (pos, tenant, stream_id, version, event_id, type, schema_version, data)
      values (51, 'tenant-a', 'thing/late', 1, gen_random_uuid(), 'thing-happened', 1, '{}')`;
    const relay = harness.createRelay();
    await relay.start();
    await eventually(async () => expect((await relay.lag()).events).toBe(0));
    await relay.stop();
    await harness.database.owner.sql`
      insert into event (tenant, stream_id, version, event_id, type, schema_version, data)
      select 'tenant-a', 'thing/more', step, gen_random_uuid(), 'thing-happened', 1, '{}'
      from generate_series(1, 12000) as step`;
    const { events } = await relay.lag();
    expect(events).toBeGreaterThanOrEqual(12_000);
    expect(events).toBeLessThan(13_000);
  });
});

describe('a log restored into another cluster', () => {
  async function pretendRestore(): Promise<void> {
    await harness.database.owner.sql`
      insert into event (xid, tenant, stream_id, version, event_id, type, schema_version, data)
      values ('4000000000', 'tenant-a', 'thing/restored', 1, gen_random_uuid(), 'thing-happened', 1, '{}')`;
  }

  it('is refused while its incarnation was not raised', async () => {
    await pretendRestore();
    await expect(harness.createRelay().start()).rejects.toThrow(IncarnationError);
  });

  it('goes on after it was: what was restored comes before what is new', async () => {
    await pretendRestore();
    expect(await raiseIncarnation({ url: harness.database.owner.url })).toBe(2);
    await harness.append('thing/restored', 1);
    const relay = harness.createRelay();
    await relay.start();
    await eventually(() => expect(harness.seen().map((event) => event.version)).toEqual([1, 2]));
    await harness.append('thing/restored', 2);
    await eventually(() => expect(harness.seen().map((event) => event.version)).toEqual([1, 2, 3]));
    await eventually(async () => expect((await relay.lag()).events).toBe(0));
  });
});
