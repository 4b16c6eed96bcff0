// A broker that dies by kill -9 and comes back costs nobody a record, an order or a restart. Engines of its
// own, since it kills them.
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, startPostgres } from '@copse/local-engines';
import { connectPostgres, migratePostgres } from '@copse/postgres';
import { eventually } from '@copse/testing';
import getPort from 'get-port';
import { afterEach, describe, expect, it } from 'vitest';
import { BusUnreachableError, type Bus, type TopicPartitionOffset } from '../src/bus.ts';
import { createEmbeddedBus, embeddedBusMigrations } from '../src/embedded/embedded-bus.ts';
import { createKafkaBus } from '../src/kafka/kafka-bus.ts';
import { declareTopic, nameGroup, outgoing, record, silent } from './bus-harness.ts';

const RECOVERY = { timeoutMs: 90_000, intervalMs: 100 };

interface KillableBus {
  readonly bus: Bus;
  kill(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

describe.each([
  ['Kafka', openKafka],
  ['PostgreSQL tables', openPostgres],
])('the bus on %s, killed', (_adapter, open) => {
  let broker: KillableBus | undefined;
  afterEach(async () => {
    await broker?.close();
    broker = undefined;
  });

  it('loses nothing that was acknowledged, keeps the order of a key, and lets consumers go on by themselves', async () => {
    broker = await open();
    const { bus } = broker;
    const topic = declareTopic({ partitions: 3 });
    await bus.administration.ensureTopics([topic]);
    const positions = new Map<number, TopicPartitionOffset>();
    const recorder = await record(bus, {
      topics: [topic.name],
      groupId: nameGroup(),
    });
    for (let kills = 0; kills < 2; kills += 1) {
      const before = recorder.records.length;
      const publishing = publishUntilAcknowledged(bus, topic.name, { from: kills * 30, batches: 30 });
      await eventually(() => expect(recorder.records.length).toBeGreaterThan(before + 20), RECOVERY);
      await broker.kill();
      await broker.restart();
      await publishing;
    }
    await eventually(() => expect(new Set(recorder.values()).size).toBe(600), RECOVERY);
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      const mine = recorder.records.filter((entry) => entry.key?.toString('utf8') === key);
      const firsts = [...new Set(mine.map(({ value }) => Number(value?.toString('utf8').slice(1))))];
      expect(firsts).toEqual(Array.from({ length: 120 }, (_, n) => n));
    }
    for (const { topic: name, partition, offset } of recorder.records)
      positions.set(partition, { topic: name, partition, offset: offset + 1n });
    await eventually(async () => await recorder.subscription.commit([...positions.values()]), RECOVERY);
    expect(recorder.crashes).toEqual([]);
  }, 240_000);

  it('lets go of a process that is told to stop meanwhile', async () => {
    broker = await open();
    const { bus } = broker;
    const topic = declareTopic();
    await bus.administration.ensureTopics([topic]);
    const recorder = await record(bus, { topics: [topic.name], groupId: nameGroup() });
    await bus.publish(topic.name, outgoing('a', '1'));
    await eventually(() => expect(recorder.values()).toContain('1'), RECOVERY);
    await broker.kill();
    const sending = bus.publish(topic.name, outgoing('a', '2')).catch((error: unknown) => error);
    // A supervisor kills after ten seconds what was told to stop.
    const patience = AbortSignal.timeout(10_000);
    await recorder.subscription.stop();
    await bus.close();
    expect(patience.aborted).toBe(false);
    await broker.restart();
    await sending;
  }, 240_000);

  it('says what does not answer, where, and what to do, and takes other records once it is back', async () => {
    broker = await open();
    const { bus } = broker;
    const topic = declareTopic();
    await bus.administration.ensureTopics([topic]);
    await bus.publish(topic.name, outgoing('a', '1'));
    await broker.kill();
    await expect(bus.ping()).rejects.toThrow(BusUnreachableError);
    await expect(bus.ping()).rejects.toThrow(/127\.0\.0\.1:\d+.*(check|start)/s);
    // Whoever gives up on this batch may send another one next: it must not be taken for the first.
    await expect(bus.publish(topic.name, outgoing('a', 'given up'))).rejects.toThrow(BusUnreachableError);
    await broker.restart();
    await eventually(async () => await bus.publish(topic.name, outgoing('a', '2')), RECOVERY);
    await bus.publish(topic.name, outgoing('a', '3'));
    const recorder = await record(bus, { topics: [topic.name] });
    await eventually(() => expect(recorder.values()).toContain('3'), RECOVERY);
    expect(recorder.values().filter((value) => value !== 'given up')).toEqual(['1', '2', '3']);
  }, 240_000);
});

/** As the relay does: a batch that was not acknowledged is sent again, whole, before the next. */
async function publishUntilAcknowledged(
  bus: Bus,
  topic: string,
  { from, batches }: { from: number; batches: number },
): Promise<void> {
  for (let batch = from; batch < from + batches; batch += 1) {
    const records = ['a', 'b', 'c', 'd', 'e'].flatMap((key) =>
      outgoing(key, `${key}${batch * 2}`, `${key}${batch * 2 + 1}`),
    );
    await eventually(async () => await bus.publish(topic, records), RECOVERY);
  }
}

async function openKafka(): Promise<KillableBus> {
  const folder = mkdtempSync(join(tmpdir(), 'copse-outage-kafka-'));
  const port = await getPort();
  const broker = await startKillable(folder, async () => await startKafka({ folder, port }));
  const bus = createKafkaBus({ brokers: [`127.0.0.1:${port}`], clientId: 'outage', logger: silent });
  return {
    ...broker,
    bus,
    close: async () => {
      await bus.close();
      await broker.close();
    },
  };
}

async function openPostgres(): Promise<KillableBus> {
  const folder = mkdtempSync(join(tmpdir(), 'copse-outage-postgres-'));
  await chmod(folder, 0o755);
  const port = await getPort();
  const broker = await startKillable(folder, async () => await startPostgres({ folder, port }));
  const { adminUrl } = broker.first;
  await migratePostgres({
    url: adminUrl,
    sets: [embeddedBusMigrations],
    serviceRole: 'copse_bus',
    servicePassword: 'spec',
  });
  const url = new URL(adminUrl);
  url.username = 'copse_bus';
  url.password = 'spec';
  const connection = connectPostgres({ url: url.toString(), maxConnections: 8, applicationName: 'outage' });
  const bus = createEmbeddedBus({ connection, logger: silent, leaseMs: 3_000, retentionIntervalMs: null });
  return {
    ...broker,
    bus,
    close: async () => {
      await bus.close();
      await connection.close();
      await broker.close();
    },
  };
}

/** An engine that can be killed and started again in its folder, and is stopped together with it. */
async function startKillable<Engine extends { kill(): Promise<void>; stop(): Promise<void> }>(
  folder: string,
  start: () => Promise<Engine>,
): Promise<Omit<KillableBus, 'bus'> & { first: Engine }> {
  const first = await start();
  let engine = first;
  return {
    first,
    kill: async () => await engine.kill(),
    restart: async () => {
      engine = await start();
    },
    close: async () => {
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
