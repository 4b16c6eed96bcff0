// What the embedded bus drops, what it keeps, and what it says to a group that comes too late.
import type { TopicDeclaration } from '@copse/contracts';
import { eventually } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declareTopic, nameGroup, outgoing, record, silent } from '../../test/bus-harness.ts';
import { openEmbedded } from '../../test/embedded-harness.ts';
import { OffsetOutOfRangeError, StaleAssignmentError, type Bus } from '../bus.ts';
import { createEmbeddedBus } from './embedded-bus.ts';
import { cleanUp } from './retention.ts';

describe('the embedded bus', () => {
  let opened: Awaited<ReturnType<typeof openEmbedded>>;
  let bus: Bus;
  beforeAll(async () => {
    opened = await openEmbedded();
    bus = opened.createBus();
  });
  afterAll(async () => {
    await bus.close();
    await opened.close();
  });

  async function ensure(change: Partial<TopicDeclaration>): Promise<string> {
    const topic = { ...declareTopic(), ...change };
    await bus.administration.ensureTopics([topic]);
    return topic.name;
  }

  async function readAll(topic: string): Promise<(string | null)[]> {
    const recorder = await record(bus, { topics: [topic] });
    const [range] = await bus.administration.groupLag(nameGroup(), [topic]);
    await eventually(() => expect(recorder.highWatermarks.get(`${topic}/0`)).toBe(range?.end));
    await recorder.subscription.stop();
    return recorder.values();
  }

  it('drops the oldest past its size, whole calls at a time, and always keeps the newest', async () => {
    const topic = await ensure({ retentionBytes: 2_500 });
    for (let call = 0; call < 5; call += 1)
      await bus.publish(topic, [{ key: 'k', value: Buffer.alloc(1_000, `${call}`) }]);
    await cleanUp(opened.connection.sql);
    expect((await readAll(topic)).map((value) => value?.[0])).toEqual(['3', '4']);
    await bus.publish(topic, [{ key: 'k', value: Buffer.alloc(3_900, '5') }]);
    await cleanUp(opened.connection.sql);
    expect((await readAll(topic)).map((value) => value?.[0])).toEqual(['5']);
  });

  it('drops what is too old', async () => {
    const topic = await ensure({ retentionMs: 60_000 });
    await bus.publish(topic, outgoing('k', 'old', 'old too'));
    await opened.connection
      .sql`update bus_batches set written_at = now() - interval '2 minutes' where topic = ${topic}`;
    await bus.publish(topic, outgoing('k', 'new'));
    await cleanUp(opened.connection.sql);
    expect(await readAll(topic)).toEqual(['new']);
  });

  it('tells a group that its next records were dropped, again at every start, and skips nothing in silence', async () => {
    const topic = await ensure({ retentionMs: 60_000 });
    const groupId = nameGroup();
    await bus.publish(topic, outgoing('k', '0', '1'));
    const early = await record(bus, { topics: [topic], groupId });
    await eventually(() => expect(early.records).toHaveLength(2));
    await early.subscription.commit([{ topic, partition: 0, offset: 1n }]);
    await early.subscription.stop();
    await opened.connection
      .sql`update bus_batches set written_at = now() - interval '2 minutes' where topic = ${topic}`;
    await bus.publish(topic, outgoing('k', '2'));
    await cleanUp(opened.connection.sql);
    for (let start = 0; start < 2; start += 1) {
      const late = await record(bus, { topics: [topic], groupId });
      await eventually(() => expect(late.crashes).toHaveLength(1));
      expect(late.crashes[0]).toBeInstanceOf(OffsetOutOfRangeError);
      expect(late.crashes[0]?.message).toMatch(/stood at offset 1 .* only 2 and later; rebuild/);
      expect(late.records).toEqual([]);
    }
  });

  it('keeps of each key the newest record in a compacted topic, at its offset, and forgets old tombstones', async () => {
    const topic = await ensure({ compacted: true });
    await bus.publish(topic, [...outgoing('a', 'a1'), ...outgoing('b', 'b1'), ...outgoing('c', 'c1')]);
    await bus.publish(topic, [...outgoing('a', 'a2'), ...outgoing('b', null)]);
    const behind = await record(bus, { topics: [topic] });
    await eventually(() => expect(behind.records).toHaveLength(5));
    await cleanUp(opened.connection.sql, 1);
    expect(await readAll(topic)).toEqual(['c1', 'a2', null]);
    await opened.connection
      .sql`update bus_batches set written_at = now() - interval '2 days' where topic = ${topic}`;
    await bus.publish(topic, outgoing('d', 'd1'));
    await cleanUp(opened.connection.sql, 1);
    expect(await readAll(topic)).toEqual(['c1', 'a2', 'd1']);
    await eventually(() => expect(behind.values()).toEqual(['a1', 'b1', 'c1', 'a2', null, 'd1']));
    expect(behind.records.map(({ offset }) => offset)).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
    await behind.subscription.stop();
  });

  it('drops markers that every group has passed, and neither events nor what a group has still to read', async () => {
    const topic = await ensure({});
    const [ahead, behind] = [nameGroup(), nameGroup()];
    const marker = (value: string): { key: string; value: Buffer; partition: number } => ({
      key: 'copse-marker',
      value: Buffer.from(value),
      partition: 0,
    });
    for (const value of ['m0', 'm1']) await bus.publish(topic, [marker(value)]);
    await bus.publish(topic, outgoing('k', 'event'));
    for (const value of ['m3', 'm4', 'm5']) await bus.publish(topic, [marker(value)]);
    for (const [groupId, offset] of [
      [ahead, 6n],
      [behind, 4n],
    ] as const) {
      const reader = await record(bus, { topics: [topic], groupId });
      await eventually(() => expect(reader.records).toHaveLength(6));
      await reader.subscription.commit([{ topic, partition: 0, offset }]);
      await reader.subscription.stop();
    }
    await cleanUp(opened.connection.sql);
    expect(await readAll(topic)).toEqual(['event', 'm4', 'm5']);
    const late = await record(bus, { topics: [topic], groupId: behind });
    await eventually(() => expect(late.values()).toEqual(['m4', 'm5']));
    await late.subscription.stop();
  });

  it('forgets members that never said goodbye, and drops markers though a group that is gone never read them', async () => {
    const topic = await ensure({});
    const [living, gone] = [nameGroup(), nameGroup()];
    for (const value of ['m0', 'm1', 'm2'])
      await bus.publish(topic, [{ key: 'copse-marker', value: Buffer.from(value), partition: 0 }]);
    const { sql } = opened.connection;
    const reader = await record(bus, { topics: [topic], groupId: living });
    await eventually(() => expect(reader.records).toHaveLength(3));
    await reader.subscription.commit([{ topic, partition: 0, offset: 3n }]);
    await sql`insert into bus_leases (group_id, topic, partition, owner, committed_offset, committed_at)
      values (${gone}, ${topic}, 0, 'killed', 1, now() - interval '8 days')`;
    await sql`insert into bus_members (group_id, member_id, topics, expires_at) values
      (${gone}, 'killed', string_to_array(${topic}, ','), now() - interval '6 days')`;
    await cleanUp(sql);
    // Whoever was killed within the week may come back.
    expect(await readAll(topic)).toEqual(['m1', 'm2']);
    await sql`update bus_members set expires_at = now() - interval '8 days' where member_id = 'killed'`;
    await cleanUp(sql);
    expect(await readAll(topic)).toEqual(['m2']);
    expect(await sql`select from bus_members where group_id = ${gone}`).toHaveLength(0);
    expect(await sql`select from bus_members where group_id = ${living}`).toHaveLength(1);
    // Where it stood is kept: its events are another matter.
    const [range] = await bus.administration.groupLag(gone, [topic]);
    expect(range?.committed).toBe(1n);
    await reader.subscription.stop();
  });

  it('gives the partitions of a member that went silent to another, and refuses its late commit', async () => {
    const topic = await ensure({ partitions: 2 });
    const groupId = nameGroup();
    const options = { connection: opened.connection, logger: silent, retentionIntervalMs: null };
    // Its process is frozen: no heartbeat comes any more.
    const frozen = createEmbeddedBus({ ...options, leaseMs: 300, heartbeatMs: 600_000 });
    const first = await record(frozen, { topics: [topic], groupId });
    expect(first.subscription.assignment()).toHaveLength(2);
    const second = await record(bus, { topics: [topic], groupId });
    await eventually(() => expect(second.subscription.assignment()).toHaveLength(2));
    const late = first.subscription.commit([{ topic, partition: 0, offset: 1n }]);
    await expect(late).rejects.toThrow(StaleAssignmentError);
    await second.subscription.commit([{ topic, partition: 0, offset: 0n }]);
    await frozen.close();
    await second.subscription.stop();
  });

  it('counts offsets without a hole under many publishers at once', async () => {
    const topic = await ensure({ partitions: 3 });
    const publishers = Array.from({ length: 6 }, () => opened.createBus());
    await Promise.all(
      publishers.map(async (publisher, who) => {
        for (let call = 0; call < 20; call += 1)
          await publisher.publish(
            topic,
            outgoing(`key-${(who + call) % 7}`, `${who}.${call}.a`, `${who}.${call}.b`),
          );
      }),
    );
    const recorder = await record(bus, { topics: [topic] });
    await eventually(() => expect(recorder.records).toHaveLength(240));
    for (const partition of [0, 1, 2]) {
      const offsets = recorder.records
        .filter((entry) => entry.partition === partition)
        .map(({ offset }) => Number(offset));
      expect(offsets).toEqual(offsets.map((_, index) => index));
    }
    await recorder.subscription.stop();
    await Promise.all(publishers.map(async (publisher) => await publisher.close()));
  });
});
