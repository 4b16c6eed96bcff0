// The contract of the bus. Every adapter passes it on its real engine; a rule that holds for one bus only
// is no rule of the port.
import { eventually } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  MissingTopicError,
  RECORD_BYTES_MAX,
  RecordTooLargeError,
  TopicMismatchError,
  type Bus,
} from '../src/bus.ts';
import { describeGroupContract } from './bus-group-contract.spec.ts';
import { declareTopic, nameGroup, outgoing, record, type BusHarness } from './bus-harness.ts';

/** Runs the contract over an adapter. */
export function describeBusContract(adapter: string, open: () => Promise<BusHarness>): void {
  describe(`the bus on ${adapter}`, () => {
    let harness: BusHarness;
    let bus: Bus;
    beforeAll(async () => {
      harness = await open();
      bus = harness.createBus();
    });
    afterAll(async () => {
      await bus.close();
      await harness.close();
    });

    describePublishing(() => bus);
    describeAdministration(() => bus);
    describeGroupContract(() => harness);
  });
}

function describePublishing(bus: () => Bus): void {
  describe('publishing', () => {
    it('keeps the order of a key within and between calls', async () => {
      const topic = declareTopic({ partitions: 3 });
      await bus().administration.ensureTopics([topic]);
      const calls = [];
      for (let call = 0; call < 20; call += 1)
        calls.push(bus().publish(topic.name, outgoing('a', `${call}.1`, `${call}.2`, `${call}.3`)));
      await Promise.all(calls);
      const recorder = await record(bus(), { topics: [topic.name] });
      await eventually(() => expect(recorder.records).toHaveLength(60));
      const expected = Array.from({ length: 20 }, (_, call) => [
        `${call}.1`,
        `${call}.2`,
        `${call}.3`,
      ]).flat();
      expect(recorder.values()).toEqual(expected);
      await recorder.subscription.stop();
    });

    it('brings ten thousand records over 24 partitions once each, the keys where Java clients put them', async () => {
      const topic = declareTopic({ partitions: 24 });
      await bus().administration.ensureTopics([topic]);
      const records = Array.from({ length: 10_000 }, (_, n) => ({
        key: `key-${n % 997}`,
        value: Buffer.from(`${n}`),
      }));
      for (let at = 0; at < records.length; at += 1000)
        await bus().publish(topic.name, records.slice(at, at + 1000));
      const recorder = await record(bus(), { topics: [topic.name] });
      await eventually(() => expect(recorder.records).toHaveLength(10_000), { timeoutMs: 20_000 });
      expect(new Set(recorder.values()).size).toBe(10_000);
      expect(new Set(recorder.records.map(({ partition }) => partition)).size).toBe(24);
      // Kafka's own figure: murmur2("foobar") = -790332482, so of 24 partitions number 6.
      await bus().publish(topic.name, outgoing('foobar', 'here'));
      await eventually(() =>
        expect(recorder.records.at(-1)).toMatchObject({ partition: 6, value: Buffer.from('here') }),
      );
      await recorder.subscription.stop();
    });

    it('puts a record with an explicit partition there, whatever its key', async () => {
      const topic = declareTopic({ partitions: 4 });
      await bus().administration.ensureTopics([topic]);
      const markers = [0, 1, 2, 3].map((partition) => ({
        key: 'marker',
        value: Buffer.from(`${partition}`),
        partition,
      }));
      await bus().publish(topic.name, markers);
      const recorder = await record(bus(), { topics: [topic.name] });
      await eventually(() => expect(recorder.records).toHaveLength(4));
      for (const { partition, value } of recorder.records) expect(value?.toString()).toBe(`${partition}`);
      await recorder.subscription.stop();
    });

    it('carries bytes as they are: large ones, none at all, and a null', async () => {
      const topic = declareTopic();
      await bus().administration.ensureTopics([topic]);
      const large = Buffer.alloc(
        3_000_000,
        Uint8Array.from({ length: 251 }, (_, n) => n),
      );
      await bus().publish(topic.name, [
        { key: 'a', value: large },
        { key: 'b', value: Buffer.alloc(0) },
        { key: 'c', value: null },
        { key: 'ключ ✓', value: Buffer.from([0, 255, 254, 0]) },
      ]);
      const before = Date.now();
      const recorder = await record(bus(), { topics: [topic.name] });
      await eventually(() => expect(recorder.records).toHaveLength(4));
      expect(recorder.records[0]?.value?.equals(large)).toBe(true);
      expect(recorder.records.slice(1).map(({ value }) => value)).toEqual([
        Buffer.alloc(0),
        null,
        Buffer.from([0, 255, 254, 0]),
      ]);
      expect(recorder.records[3]?.key?.toString('utf8')).toBe('ключ ✓');
      expect(Math.abs((recorder.records[0]?.timestampMs ?? 0) - before)).toBeLessThan(60_000);
      await recorder.subscription.stop();
    });

    it('sends a call of many megabytes whole', async () => {
      const topic = declareTopic({ partitions: 2 });
      await bus().administration.ensureTopics([topic]);
      const records = Array.from({ length: 200 }, (_, n) => ({
        key: `k${n}`,
        value: Buffer.alloc(100_000, n),
      }));
      await bus().publish(topic.name, records);
      const recorder = await record(bus(), { topics: [topic.name] });
      await eventually(() => expect(recorder.records).toHaveLength(200), { timeoutMs: 20_000 });
      await recorder.subscription.stop();
    });

    it('refuses a record that is too large, and sends nothing of that call', async () => {
      const topic = declareTopic();
      await bus().administration.ensureTopics([topic]);
      const sending = bus().publish(topic.name, [
        ...outgoing('a', 'small'),
        { key: 'b', value: Buffer.alloc(RECORD_BYTES_MAX) },
      ]);
      await expect(sending).rejects.toThrow(RecordTooLargeError);
      await bus().publish(topic.name, outgoing('a', 'next'));
      const recorder = await record(bus(), { topics: [topic.name] });
      await eventually(() => expect(recorder.values()).toEqual(['next']));
      await recorder.subscription.stop();
    });

    it('rejects a call that names a partition that is not there, and takes the next', async () => {
      const topic = declareTopic({ partitions: 2 });
      await bus().administration.ensureTopics([topic]);
      const wrong = bus().publish(topic.name, [{ key: 'a', value: Buffer.from('x'), partition: 2 }]);
      await expect(wrong).rejects.toThrow(/partition/);
      await bus().publish(topic.name, outgoing('a', 'ok'));
      const recorder = await record(bus(), { topics: [topic.name] });
      await eventually(() => expect(recorder.values()).toEqual(['ok']));
      await recorder.subscription.stop();
    });

    it('takes an empty call as done', async () => {
      const topic = declareTopic();
      await bus().administration.ensureTopics([topic]);
      await expect(bus().publish(topic.name, [])).resolves.toBeUndefined();
    });

    it('names the topic that is missing, on publishing and on subscribing', async () => {
      const absent = declareTopic().name;
      await expect(bus().publish(absent, outgoing('a', '1'))).rejects.toThrow(MissingTopicError);
      await expect(bus().publish(absent, outgoing('a', '1'))).rejects.toThrow(absent);
      await expect(record(bus(), { topics: [absent] })).rejects.toThrow(absent);
    });
  });
}

function describeAdministration(bus: () => Bus): void {
  describe('administration', () => {
    it('creates topics once, and says which were missing', async () => {
      const topics = [declareTopic({ partitions: 2 }), declareTopic({ compacted: true })];
      const names = topics.map(({ name }) => name);
      expect(await bus().administration.missingTopics(topics)).toEqual(names);
      expect(await bus().administration.ensureTopics(topics)).toEqual(names);
      expect(await bus().administration.ensureTopics(topics)).toEqual([]);
      expect(await bus().administration.missingTopics(topics)).toEqual([]);
    });

    it('refuses a topic with another number of partitions, and creates none of the others', async () => {
      const topic = declareTopic({ partitions: 2 });
      await bus().administration.ensureTopics([topic]);
      const other = declareTopic();
      const ensuring = bus().administration.ensureTopics([other, { ...topic, partitions: 3 }]);
      await expect(ensuring).rejects.toThrow(TopicMismatchError);
      expect(await bus().administration.missingTopics([other])).toEqual([other.name]);
    });

    it('says of each topic how it is there otherwise than declared, and changes nothing', async () => {
      const [split, compacted, same] = [declareTopic({ partitions: 2 }), declareTopic(), declareTopic()];
      await bus().administration.ensureTopics([split, compacted, same]);
      const declared = [{ ...split, partitions: 3 }, { ...compacted, compacted: true }, same, declareTopic()];
      expect(await bus().administration.mismatchedTopics(declared)).toEqual([
        expect.stringMatching(`${split.name} .* has 2 partitions, but 3 partitions are declared; .* replay`),
        expect.stringMatching(
          `${compacted.name} .* has 1 partitions, but 1 partitions, compacted are declared`,
        ),
      ]);
      expect(await bus().administration.mismatchedTopics([split, compacted, same])).toEqual([]);
    });

    it('refuses a topic that is compacted where the manifest says it is not', async () => {
      const topic = declareTopic({ compacted: true });
      await bus().administration.ensureTopics([topic]);
      await expect(bus().administration.ensureTopics([{ ...topic, compacted: false }])).rejects.toThrow(
        TopicMismatchError,
      );
    });

    it('tells a group its lag per partition: null before the first commit, then what is committed', async () => {
      const topic = declareTopic({ partitions: 2 });
      const groupId = nameGroup();
      await bus().administration.ensureTopics([topic]);
      await bus().publish(
        topic.name,
        [0, 1, 1, 1].map((partition) => ({ key: 'k', value: Buffer.from('v'), partition })),
      );
      const before = await bus().administration.groupLag(groupId, [topic.name]);
      expect(before).toEqual([
        { topic: topic.name, partition: 0, committed: null, end: 1n },
        { topic: topic.name, partition: 1, committed: null, end: 3n },
      ]);
      const recorder = await record(bus(), { topics: [topic.name], groupId });
      await eventually(() => expect(recorder.records).toHaveLength(4));
      expect(recorder.highWatermarks.get(`${topic.name}/1`)).toBe(3n);
      await recorder.subscription.commit([{ topic: topic.name, partition: 1, offset: 2n }]);
      await recorder.subscription.stop();
      const after = await bus().administration.groupLag(groupId, [topic.name]);
      expect(after.map(({ committed }) => committed)).toEqual([null, 2n]);
    });

    it('finds the newest records of a key, newest last, without a group of its own left behind', async () => {
      const topic = declareTopic({ partitions: 8 });
      await bus().administration.ensureTopics([topic]);
      for (const round of ['1', '2', '3']) {
        await bus().publish(
          topic.name,
          Array.from({ length: 20 }, (_, n) => ({ key: `k${n}`, value: Buffer.from(`${n}.${round}`) })),
        );
      }
      const found = await bus().administration.findByKey(topic.name, 'k7', 2);
      expect(found.map(({ value }) => value?.toString())).toEqual(['7.2', '7.3']);
      expect(await bus().administration.findByKey(topic.name, 'nobody', 2)).toEqual([]);
    });

    it('answers a ping', async () => {
      await expect(bus().ping()).resolves.toBeUndefined();
    });
  });
}
