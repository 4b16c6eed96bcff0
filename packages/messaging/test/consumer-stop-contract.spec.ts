// A stop may come while a start still waits for the bus: nothing may be left running that nobody holds.
import { eventually } from '@copse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bus, Subscription } from '../src/bus.ts';
import type { ConsumedEvent } from '../src/consumer/consumed.ts';
import type { BusHarness } from './bus-harness.ts';
import { openConsumerHome, type ConsumerHome } from './consumer-home.ts';
import { IDENTITY, sighting, toRecord } from './event-samples.ts';

/** Runs the suite over an adapter; `open` gives an installation without topics. */
export function describeConsumerStop(adapter: string, open: () => Promise<BusHarness>): void {
  describe(`a consumer of events on ${adapter}`, () => {
    let home: ConsumerHome;
    let bus: Bus;
    beforeEach(async () => {
      home = await openConsumerHome(await open());
      ({ bus } = home);
    });
    afterEach(async () => await home.close());

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
      const consumer = home.create({}, slow);
      const starting = consumer.start();
      const subscription = await asked.promise;
      await consumer.stop();
      answering.resolve();
      await starting;
      expect(subscription.assignment()).toEqual([]);
      const events: ConsumedEvent[] = [];
      await home.create({ onEvents: async (batch) => void events.push(...batch) }).start();
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
      const consumer = home.create({}, slow);
      const starting = consumer.start();
      await consumer.stop();
      answering.resolve();
      await starting;
      expect(subscriptions).toBe(0);
    });
  });
}
