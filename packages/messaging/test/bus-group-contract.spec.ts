// The contract's part about groups: who reads what, what is committed, and what comes again.
import { eventually } from '@copse/testing';
import { describe, expect, it } from 'vitest';
import { StaleAssignmentError, type TopicPartition } from '../src/bus.ts';
import { declareTopic, nameGroup, outgoing, record, type BusHarness } from './bus-harness.ts';

const GROUP_TIMEOUT = { timeoutMs: 20_000 };

/** The rules of groups. */
export function describeGroupContract(harness: () => BusHarness): void {
  describe('one member', () => {
    it('brings again after a restart what was not committed, and nothing before it', async () => {
      const bus = harness().createBus();
      const topic = declareTopic();
      const groupId = nameGroup();
      await bus.administration.ensureTopics([topic]);
      await bus.publish(topic.name, outgoing('a', '0', '1', '2', '3'));
      const first = await record(bus, { topics: [topic.name], groupId });
      await eventually(() => expect(first.records).toHaveLength(4));
      await first.subscription.commit([{ topic: topic.name, partition: 0, offset: 2n }]);
      await first.subscription.stop();
      const second = await record(bus, { topics: [topic.name], groupId });
      await eventually(() => expect(second.values()).toEqual(['2', '3']));
      await bus.close();
    });

    it('begins at the end with from latest, and goes on from the commit afterwards', async () => {
      const bus = harness().createBus();
      const topic = declareTopic();
      const groupId = nameGroup();
      await bus.administration.ensureTopics([topic]);
      await bus.publish(topic.name, outgoing('a', 'old'));
      const recorder = await record(bus, { topics: [topic.name], groupId, from: 'latest' });
      await eventually(() => expect(recorder.subscription.assignment()).toHaveLength(1));
      await eventually(async () => {
        await bus.publish(topic.name, outgoing('a', 'new'));
        expect(recorder.records.length).toBeGreaterThan(0);
      });
      expect(recorder.values()).not.toContain('old');
      await bus.close();
    });

    it('gives every group everything', async () => {
      const bus = harness().createBus();
      const topic = declareTopic();
      await bus.administration.ensureTopics([topic]);
      await bus.publish(topic.name, outgoing('a', '1', '2'));
      const one = await record(bus, { topics: [topic.name] });
      const two = await record(bus, { topics: [topic.name] });
      await eventually(() =>
        expect([one.values(), two.values()]).toEqual([
          ['1', '2'],
          ['1', '2'],
        ]),
      );
      await bus.close();
    });

    it('brings nothing of a paused partition, and goes on where it stood when it is resumed', async () => {
      const bus = harness().createBus();
      const topic = declareTopic({ partitions: 2 });
      await bus.administration.ensureTopics([topic]);
      const recorder = await record(bus, { topics: [topic.name] });
      await eventually(() => expect(recorder.subscription.assignment()).toHaveLength(2));
      recorder.subscription.pause([{ topic: topic.name, partition: 0 }]);
      // Whatever was asked for before the pause may still arrive: a record that does shows the pause holds.
      await bus.publish(topic.name, [{ key: 'k', value: Buffer.from('probe'), partition: 1 }]);
      await eventually(() => expect(recorder.records).toHaveLength(1));
      const both = [0, 1].map((partition) => ({ key: 'k', value: Buffer.from(`p${partition}`), partition }));
      for (let round = 0; round < 3; round += 1) await bus.publish(topic.name, both);
      await eventually(() => expect(recorder.values().filter((value) => value === 'p1')).toHaveLength(3));
      expect(recorder.values()).not.toContain('p0');
      recorder.subscription.resume([{ topic: topic.name, partition: 0 }]);
      await eventually(() => expect(recorder.values().filter((value) => value === 'p0')).toHaveLength(3));
      await bus.close();
    });

    it('never has two batches of one partition under way', async () => {
      const bus = harness().createBus();
      const topic = declareTopic({ partitions: 3 });
      await bus.administration.ensureTopics([topic]);
      const underWay = new Set<number>();
      let overlaps = 0;
      let count = 0;
      await record(bus, {
        topics: [topic.name],
        onBatch: async ({ partition, records }) => {
          if (underWay.has(partition)) overlaps += 1;
          underWay.add(partition);
          await new Promise((resolve) => setTimeout(resolve, 5));
          underWay.delete(partition);
          count += records.length;
        },
      });
      for (let call = 0; call < 30; call += 1)
        await bus.publish(
          topic.name,
          Array.from({ length: 10 }, (_, n) => ({ key: `${n}`, value: Buffer.from('v') })),
        );
      await eventually(() => expect(count).toBe(300), GROUP_TIMEOUT);
      expect(overlaps).toBe(0);
      await bus.close();
    });

    it('ends the subscription when a batch is refused, says so, and brings that batch to the next member', async () => {
      const bus = harness().createBus();
      const topic = declareTopic();
      const groupId = nameGroup();
      await bus.administration.ensureTopics([topic]);
      await bus.publish(topic.name, outgoing('a', '1'));
      const failing = await record(bus, {
        topics: [topic.name],
        groupId,
        onBatch: async () => await Promise.reject(new Error('no room')),
      });
      await eventually(() => expect(failing.crashes.map(({ message }) => message)).toEqual(['no room']));
      const next = await record(bus, { topics: [topic.name], groupId });
      await eventually(() => expect(next.values()).toEqual(['1']), GROUP_TIMEOUT);
      await bus.close();
    });
  });

  describe('two members', () => {
    it('share the partitions, each with one owner, and every record is read', async () => {
      const [one, two] = [harness().createBus(), harness().createBus()];
      const topic = declareTopic({ partitions: 6 });
      const groupId = nameGroup();
      await one.administration.ensureTopics([topic]);
      const first = await record(one, { topics: [topic.name], groupId });
      await eventually(() => expect(first.subscription.assignment()).toHaveLength(6));
      const second = await record(two, { topics: [topic.name], groupId });
      await eventually(() => {
        const owners = [...first.subscription.assignment(), ...second.subscription.assignment()].map(
          toNumber,
        );
        expect(owners.sort((left, right) => left - right)).toEqual([0, 1, 2, 3, 4, 5]);
        expect(first.subscription.assignment()).toHaveLength(3);
      }, GROUP_TIMEOUT);
      await one.publish(
        topic.name,
        [0, 1, 2, 3, 4, 5].map((partition) => ({ key: 'k', value: Buffer.from(`${partition}`), partition })),
      );
      await eventually(() => {
        expect(
          [...first.values(), ...second.values()].toSorted((left, right) => Number(left) - Number(right)),
        ).toEqual(['0', '1', '2', '3', '4', '5']);
      }, GROUP_TIMEOUT);
      const own = new Set(second.subscription.assignment().map(toNumber));
      for (const { partition } of second.records) expect(own.has(partition)).toBe(true);
      await Promise.all([one.close(), two.close()]);
    });

    it('are told what they lose and get, and a commit for what is lost is refused', async () => {
      const [one, two] = [harness().createBus(), harness().createBus()];
      const topic = declareTopic({ partitions: 2 });
      const groupId = nameGroup();
      await one.administration.ensureTopics([topic]);
      await one.publish(
        topic.name,
        [0, 1].map((partition) => ({ key: 'k', value: Buffer.from('v'), partition })),
      );
      const first = await record(one, { topics: [topic.name], groupId });
      await eventually(() => expect(first.records).toHaveLength(2));
      expect(
        first.assigned
          .flat()
          .map(toNumber)
          .sort((left, right) => left - right),
      ).toEqual([0, 1]);
      const second = await record(two, { topics: [topic.name], groupId });
      await eventually(() => expect(second.subscription.assignment()).toHaveLength(1), GROUP_TIMEOUT);
      const lost = second.subscription.assignment()[0] as TopicPartition;
      expect(first.revoked.flat().map(toNumber)).toContain(lost.partition);
      await expect(first.subscription.commit([{ ...lost, offset: 1n }])).rejects.toThrow(
        StaleAssignmentError,
      );
      await eventually(() => expect(first.subscription.assignment()).toHaveLength(1), GROUP_TIMEOUT);
      const kept = first.subscription.assignment()[0] as TopicPartition;
      await expect(first.subscription.commit([{ ...kept, offset: 1n }])).resolves.toBeUndefined();
      // What was not committed before it changed hands comes again to the new owner.
      await eventually(() => expect(second.records.map(toNumber)).toContain(lost.partition), GROUP_TIMEOUT);
      await Promise.all([one.close(), two.close()]);
    });

    it('hand over when one leaves: the other goes on at the commit', async () => {
      const [one, two] = [harness().createBus(), harness().createBus()];
      const topic = declareTopic({ partitions: 4 });
      const groupId = nameGroup();
      await one.administration.ensureTopics([topic]);
      const first = await record(one, { topics: [topic.name], groupId });
      const second = await record(two, { topics: [topic.name], groupId });
      await eventually(() => {
        expect(first.subscription.assignment()).toHaveLength(2);
        expect(second.subscription.assignment()).toHaveLength(2);
      }, GROUP_TIMEOUT);
      const moving = first.subscription.assignment();
      await two.publish(
        topic.name,
        moving.map(({ partition }) => ({ key: 'k', value: Buffer.from('done'), partition })),
      );
      await eventually(() => expect(first.records).toHaveLength(2));
      await first.subscription.commit(moving.map((item) => ({ ...item, offset: 1n })));
      await first.subscription.stop();
      await two.publish(
        topic.name,
        moving.map(({ partition }) => ({ key: 'k', value: Buffer.from('later'), partition })),
      );
      await eventually(() => expect(second.values()).toEqual(['later', 'later']), GROUP_TIMEOUT);
      await Promise.all([one.close(), two.close()]);
    });
  });
}

function toNumber({ partition }: TopicPartition): number {
  return partition;
}
