// Publishing to Kafka: idempotent, one request in flight, acknowledged by all replicas. After a send that
// failed for good the producer is replaced: kafkajs would give the next records the sequence numbers of
// the failed ones, and the broker would take them for duplicates and drop them.
import type { Message, Producer } from 'kafkajs';
import { MissingTopicError, type OutgoingRecord, type Publisher } from '../bus.ts';
import { partitionOf } from '../partitioner.ts';
import { CLOSE_PATIENCE_MS, waitAtMost } from '../patience.ts';
import { requireSendable } from '../record-limits.ts';
import { describeKafkaFault, typeOfFault } from './kafka-faults.ts';
import { withAdmin, type KafkaPlace } from './kafka-place.ts';
import { requireTopics } from './kafka-topics.ts';

/** One request carries at most this; a topic's max.message.bytes has room for it in one partition. */
const REQUEST_BYTES_MAX = 4 * 1_048_576;
/** As many as a relay reads at once. */
const REQUEST_RECORDS_MAX = 2_000;
const RECORD_OVERHEAD_BYTES = 40;
const ACKNOWLEDGE_TIMEOUT_MS = 30_000;

type PlacedMessage = Message & { readonly partition: number };

/** A publisher that can be closed; what is under way then may be sent or not. Calls run one after the other. */
export function createKafkaPublisher(place: KafkaPlace): Publisher & { close(): Promise<void> } {
  const partitionsByTopic = new Map<string, number>();
  let connecting: Promise<Producer> | null = null;
  let tail: Promise<unknown> = Promise.resolve();

  async function findPartitions(topic: string): Promise<number> {
    const known = partitionsByTopic.get(topic);
    if (known !== undefined) return known;
    const found = await withAdmin(place, async (admin) => await requireTopics(admin, place, [topic]));
    const partitions = found.get(topic)?.partitions ?? 0;
    partitionsByTopic.set(topic, partitions);
    return partitions;
  }

  function replaceProducer(): void {
    const failed = connecting;
    connecting = null;
    // Disconnecting waits for requests that may never be answered; nobody waits for it.
    void failed?.then(async (producer) => await producer.disconnect()).catch(() => undefined);
  }

  async function send(topic: string, messages: PlacedMessage[]): Promise<void> {
    try {
      connecting ??= connectProducer(place);
      const producer = await connecting;
      await producer.sendBatch({
        acks: -1,
        timeout: ACKNOWLEDGE_TIMEOUT_MS,
        topicMessages: [{ topic: place.nameOnBroker(topic), messages }],
      });
    } catch (error) {
      replaceProducer();
      if (typeOfFault(error) === 'UNKNOWN_TOPIC_OR_PARTITION') {
        partitionsByTopic.delete(topic);
        throw new MissingTopicError([place.nameOnBroker(topic)], `Kafka ${place.where}`);
      }
      throw describeKafkaFault(error, place.where);
    }
  }

  async function disconnect(): Promise<void> {
    await tail;
    const producer = await connecting?.catch(() => null);
    connecting = null;
    await producer?.disconnect();
  }

  async function publishInOrder(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    const partitions = await findPartitions(topic);
    for (const record of records) requireSendable(topic, record, partitions);
    for (const messages of cutIntoRequests(records, partitions)) await send(topic, messages);
  }

  return {
    async publish(topic, records) {
      const publishing = tail.then(async () => await publishInOrder(topic, records));
      tail = publishing.catch(() => undefined);
      await publishing;
    },
    close: async () => await waitAtMost(disconnect(), CLOSE_PATIENCE_MS),
  };
}

async function connectProducer({ kafka }: KafkaPlace): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    // Every message names its partition already: ours, not the library's, decides.
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  });
  await producer.connect();
  return producer;
}

function* cutIntoRequests(
  records: readonly OutgoingRecord[],
  partitions: number,
): Generator<PlacedMessage[]> {
  let messages: PlacedMessage[] = [];
  let bytes = 0;
  for (const record of records) {
    const key = Buffer.from(record.key, 'utf8');
    const size = key.length + (record.value?.length ?? 0) + RECORD_OVERHEAD_BYTES;
    if (
      messages.length > 0 &&
      (bytes + size > REQUEST_BYTES_MAX || messages.length === REQUEST_RECORDS_MAX)
    ) {
      yield messages;
      messages = [];
      bytes = 0;
    }
    messages.push({ key, value: record.value, partition: record.partition ?? partitionOf(key, partitions) });
    bytes += size;
  }
  if (messages.length > 0) yield messages;
}
