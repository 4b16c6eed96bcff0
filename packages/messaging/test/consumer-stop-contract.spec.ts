// A stop may come while a start still waits for the bus: nothing may be left running that nobody holds.
import { IDENTITY_EVENTS } from '@copse/contracts';
import { createMetrics } from '@copse/observability';
import { eventually } from '@copse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bus, Subscription } from '../src/bus.ts';
import type { ConsumedEvent } from '../src/consumer/consumed.ts';
import type { EventConsumer, EventConsumerOptions } from '../src/consumer/event-consumer-options.ts';
import { createEventConsumer } from '../src/consumer/event-consumer.ts';
import { nameGroup, silent, type BusHarness } from './bus-harness.ts';
import { IDENTITY, IDENTITY_TOPICS, sighting, toRecord } from './event-samples.ts';

/** Runs the suite over an adapter; `open` gives an installation without topics. */
export function describeConsumerStop(adapter: string, open: () => Promise<BusHarness>): void {
  describe(`a consumer of events on ${adapter}`, () => {
    let harness: BusHarness;
    let bus: Bus;
    let groupId: string;
    let consumers: EventConsumer[];
    beforeEach(async () => {
      harness = await open();
      bus = harness.createBus();
      groupId = nameGroup();
      consumers = [];
      await bus.administration.ensureTopics(IDENTITY_TOPICS);
    });
    afterEach(async () => {
      await Promise.all(consumers.map(async (consumer) => await consumer.stop()));
      await bus.close();
      await harness.close();
    });

    async function start(
      on: Bus,
      onEvents: EventConsumerOptions['onEvents'] = async () => {},
    ): Promise<void> {
      const consumer = createEventConsumer({
        bus: on,
        groupId,
        topics: [IDENTITY],
        schemas: IDENTITY_EVENTS,
        onEvents,
        maxRows: 100,
        maxWaitMs: 20,
        logger: silent,
        metrics: createMetrics({ processMetrics: false }),
      });
      consumers.push(consumer);
      await consumer.start();
    }

    it('that was told to stop before its subscription was there takes nothing and leaves the group', async () => {
      await bus.publish(IDENTITY, [toRecord(sighting(1))]);
      const answering = Promise.withResolvers<void>();
      const asked = Promise.withResolvers<Promise<Subscription>>();
      const slow: Bus = {
        ...bus,
        subscribe: async (options) => {
          const subscribing = bus.subscribe(options);
          asked.resolve(subscribing);
          const subscription = await subscribing;
          await answering.promise;
          return subscription;
        },
      };
      const starting = start(slow);
      const subscription = await asked.promise;
      await consumers[0]?.stop();
      answering.resolve();
      await starting;
      expect(subscription.assignment()).toEqual([]);
      const events: ConsumedEvent[] = [];
      await start(bus, async (batch) => void events.push(...batch));
      await eventually(() => expect(events).toHaveLength(1), { timeoutMs: 20_000 });
    });

    it('that was told to stop while it looked for topics asks for no subscription', async () => {
      const answering = Promise.withResolvers<void>();
      let subscriptions = 0;
      const slow: Bus = {
        ...bus,
        administration: {
          ...bus.administration,
          missingTopics: async () => (await answering.promise, []),
        },
        subscribe: async (options) => ((subscriptions += 1), await bus.subscribe(options)),
      };
      const starting = start(slow);
      await consumers[0]?.stop();
      answering.resolve();
      await starting;
      expect(subscriptions).toBe(0);
    });
  });
}
