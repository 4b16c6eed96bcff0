// An installation of a bus with its topics, and consumers of one group on it, for the suites about consumers.
import { IDENTITY_EVENTS } from '@copse/contracts';
import { createMetrics } from '@copse/observability';
import type { Bus } from '../src/bus.ts';
import type { EventConsumer, EventConsumerOptions } from '../src/consumer/event-consumer-options.ts';
import { createEventConsumer } from '../src/consumer/event-consumer.ts';
import { nameGroup, silent, type BusHarness } from './bus-harness.ts';
import { IDENTITY, IDENTITY_TOPICS } from './event-samples.ts';

export interface ConsumerHome {
  readonly harness: BusHarness;
  readonly bus: Bus;
  readonly groupId: string;
  /** A consumer that was not started; `on` another bus of the installation where it is given. */
  create(options?: Partial<EventConsumerOptions>, on?: Bus): EventConsumer;
  /** Stops every consumer, then the bus and its installation. */
  close(): Promise<void>;
}

/** Makes the topics and opens a bus. */
export async function openConsumerHome(harness: BusHarness): Promise<ConsumerHome> {
  const bus = harness.createBus();
  const groupId = nameGroup();
  const consumers: EventConsumer[] = [];
  await bus.administration.ensureTopics(IDENTITY_TOPICS);
  return {
    harness,
    bus,
    groupId,
    create(options = {}, on = bus) {
      const consumer = createEventConsumer({
        bus: on,
        groupId,
        topics: [IDENTITY],
        schemas: IDENTITY_EVENTS,
        onEvents: async () => {},
        maxRows: 100,
        maxWaitMs: 20,
        logger: silent,
        metrics: createMetrics({ processMetrics: false }),
        ...options,
      });
      consumers.push(consumer);
      return consumer;
    },
    async close() {
      await Promise.all(consumers.map(async (consumer) => await consumer.stop()));
      await bus.close();
      await harness.close();
    },
  };
}
