// Kafka drops records by itself, and kafkajs would skip over what is gone; a group here is told.
import { acquireKafka, eventually } from '@copse/testing';
import { expect, it } from 'vitest';
import { declareTopic, nameGroup, outgoing, record, silent } from '../../test/bus-harness.ts';
import { OffsetOutOfRangeError } from '../bus.ts';
import { createKafkaBus } from './kafka-bus.ts';
import { Kafka, logLevel } from './kafkajs.ts';

const SLOW = { timeoutMs: 30_000 };

async function dropBefore(topic: string, offset: string): Promise<void> {
  const { brokers } = await acquireKafka();
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  // kafkajs looks for the partition's leader in what it has loaded.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset }] });
  await admin.disconnect();
}

it('tells a group that its next records were dropped, again at every start', async () => {
  const { brokers } = await acquireKafka();
  const bus = createKafkaBus({ brokers, clientId: 'spec', logger: silent });
  const topic = declareTopic();
  const groupId = nameGroup();
  await bus.administration.ensureTopics([topic]);
  await bus.publish(topic.name, outgoing('k', '0', '1', '2', '3'));
  const early = await record(bus, { topics: [topic.name], groupId });
  await eventually(() => expect(early.records).toHaveLength(4), SLOW);
  await early.subscription.commit([{ topic: topic.name, partition: 0, offset: 1n }]);
  await early.subscription.stop();
  await dropBefore(topic.name, '3');
  for (let start = 0; start < 2; start += 1) {
    const late = record(bus, { topics: [topic.name], groupId });
    await expect(late).rejects.toThrow(OffsetOutOfRangeError);
    await expect(late).rejects.toThrow(/stood at offset 1 .* only 3 and later; rebuild/);
  }
  await bus.close();
});

it('tells it too when the records go while it is paused before them', async () => {
  const { brokers } = await acquireKafka();
  const bus = createKafkaBus({ brokers, clientId: 'spec', logger: silent });
  const topic = declareTopic();
  const groupId = nameGroup();
  const place = { topic: topic.name, partition: 0 };
  await bus.administration.ensureTopics([topic]);
  await bus.publish(topic.name, outgoing('k', '0'));
  const reader = await record(bus, { topics: [topic.name], groupId });
  await eventually(() => expect(reader.records).toHaveLength(1), SLOW);
  await reader.subscription.commit([{ ...place, offset: 1n }]);
  reader.subscription.pause([place]);
  await bus.publish(topic.name, outgoing('k', 'gone', 'gone', 'kept'));
  await dropBefore(topic.name, '3');
  reader.subscription.resume([place]);
  await eventually(() => expect(reader.crashes).toHaveLength(1), SLOW);
  expect(reader.crashes[0]).toBeInstanceOf(OffsetOutOfRangeError);
  expect(reader.crashes[0]?.message).toContain('stood at offset 1 ');
  await expect(record(bus, { topics: [topic.name], groupId })).rejects.toThrow(OffsetOutOfRangeError);
  await bus.close();
});
