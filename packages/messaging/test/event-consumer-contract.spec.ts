// What a consumer of public events promises, on either bus: nothing is committed before it is durable, bad
// records go aside with their bytes, and an outage of the target loses and doubles nothing of its making.
import { DEAD_LETTER_TOPIC, type DeadLetter } from '@copse/contracts';
import { createMetrics } from '@copse/observability';
import { eventually } from '@copse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MissingTopicError, type Bus } from '../src/bus.ts';
import type { ConsumedEvent } from '../src/consumer/consumed.ts';
import type { EventConsumer, EventConsumerOptions } from '../src/consumer/event-consumer-options.ts';
import { EventsRefusedError } from '../src/consumer/flush.ts';
import { nameGroup, record, type BusHarness } from './bus-harness.ts';
import { openConsumerHome, type ConsumerHome } from './consumer-home.ts';
import { IDENTITY, IDENTITY_TOPICS, SIGHTED, sighting, toRecord, watermark } from './event-samples.ts';

const SLOW = { timeoutMs: 20_000 };

/** Runs the suite over an adapter; `open` gives an installation without topics. */
export function describeConsumerContract(adapter: string, open: () => Promise<BusHarness>): void {
  describe(`a consumer of events on ${adapter}`, () => {
    let home: ConsumerHome;
    let bus: Bus;
    let groupId: string;
    beforeEach(async () => {
      home = await openConsumerHome(await open());
      ({ bus, groupId } = home);
    });
    afterEach(async () => await home.close());

    async function consume(options: Partial<EventConsumerOptions>, on: Bus = bus): Promise<EventConsumer> {
      const consumer = home.create(options, on);
      await consumer.start();
      return consumer;
    }

    async function readCommitted(): Promise<bigint> {
      const lag = await bus.administration.groupLag(groupId, [IDENTITY]);
      return lag.reduce((sum, { committed }) => sum + (committed ?? 0n), 0n);
    }

    async function readDeadLetters(): Promise<DeadLetter[]> {
      const recorder = await record(bus, { topics: [DEAD_LETTER_TOPIC] });
      const [range] = await bus.administration.groupLag(nameGroup(), [DEAD_LETTER_TOPIC]);
      await eventually(() => expect(BigInt(recorder.records.length)).toBe(range?.end), SLOW);
      await recorder.subscription.stop();
      return recorder.values().map((value) => JSON.parse(value ?? '') as DeadLetter);
    }

    it('hands valid events over in their order with their bytes, at most maxRows a call, then commits', async () => {
      const calls: (readonly ConsumedEvent[])[] = [];
      const events = Array.from({ length: 250 }, (_, n) => sighting(n));
      await bus.publish(
        IDENTITY,
        events.map((event) => toRecord(event)),
      );
      await consume({ onEvents: async (batch) => void calls.push(batch), maxRows: 40 });
      await eventually(async () => expect(await readCommitted()).toBe(250n), SLOW);
      const seen = calls.flat();
      expect(seen.map(({ event }) => event.id).sort()).toEqual(events.map(({ id }) => id).sort());
      expect(calls.every((batch) => batch.length <= 40)).toBe(true);
      for (const { event, value } of seen) expect(JSON.parse(value.toString('utf8'))).toEqual(event);
      for (let partition = 0; partition < 4; partition += 1) {
        const offsets = seen.filter((item) => item.partition === partition).map(({ offset }) => offset);
        expect(offsets).toEqual(offsets.toSorted((left, right) => Number(left - right)));
      }
    });

    it('commits nothing before the handler has resolved, and brings it again after a restart', async () => {
      await bus.publish(IDENTITY, [toRecord(sighting(1))]);
      const other = home.harness.createBus();
      const held = Promise.withResolvers<void>();
      let calls = 0;
      await consume({ onEvents: async () => ((calls += 1), await held.promise) }, other);
      await eventually(() => expect(calls).toBe(1), SLOW);
      expect(await readCommitted()).toBe(0n);
      // The process dies: its bus goes away while the handler still works.
      await other.close();
      const again: ConsumedEvent[] = [];
      await consume({ onEvents: async (events) => void again.push(...events) });
      await eventually(() => expect(again).toHaveLength(1), SLOW);
      held.resolve();
    });

    it('puts exactly the bad records aside, with step, reason and original bytes, before it commits', async () => {
      const bad: [string, string, { key: string; value: Buffer | null }][] = [
        ['parse', 'bad-json', { key: 'a', value: Buffer.from('{"type":') }],
        ['parse', 'bad-utf8', { key: 'a', value: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) }],
        ['parse', 'not-an-object', { key: 'a', value: Buffer.from('[1]') }],
        ['parse', 'null-value', { key: 'a', value: null }],
        ['parse', 'oversize', { key: 'a', value: Buffer.alloc(1_100_000, 0x20) }],
        ['validate', 'envelope', { key: 'a', value: Buffer.from('{"type":"copse.identity.other.v1"}') }],
        ['validate', 'foreign-type', toRecord(sighting(1, { type: 'copse.value.story-drafted.v1' }))],
        ['validate', 'unknown-version', toRecord(sighting(2, { type: 'copse.identity.sighted.v2' }))],
        ['validate', 'schema', toRecord(sighting(3, { data: { identityId: 7 } }))],
        ['validate', 'key-mismatch', { key: 'other/stream', value: toRecord(sighting(4)).value }],
        ['handle', 'handler-failed', toRecord(sighting(666))],
      ];
      const records = bad.flatMap(([, , outgoing], n) => [
        { ...outgoing, partition: 0 },
        toRecord(sighting(100 + n), 0),
      ]);
      await bus.publish(IDENTITY, records);
      const seen: ConsumedEvent[] = [];
      const metrics = createMetrics({ processMetrics: false });
      await consume({
        metrics,
        handle: ({ event }) => {
          if (event.subject.endsWith('666')) throw new Error('cannot');
          return { kind: 'ok', value: event };
        },
        onEvents: async (events) => void seen.push(...events),
      });
      await eventually(async () => expect(await readCommitted()).toBe(BigInt(records.length)), SLOW);
      expect(seen).toHaveLength(bad.length);
      const letters = await readDeadLetters();
      expect(letters.map(({ step, code }) => [step, code])).toEqual(bad.map(([step, code]) => [step, code]));
      for (const [n, letter] of letters.entries()) {
        expect(letter).toMatchObject({
          group: groupId,
          topic: IDENTITY,
          partition: 0,
          offset: String(n * 2),
        });
        const value = bad[n]?.[2].value ?? null;
        expect(letter.valueBase64).toBe(value === null ? null : value.toString('base64'));
      }
      const [found] = await bus.administration.findByKey(DEAD_LETTER_TOPIC, 'other/stream', 1);
      expect(found?.value?.toString('utf8')).toContain('key-mismatch');
      const text = await metrics.registry.metrics();
      expect(text).toContain(
        `copse_consumer_dead_letters_total{group="${groupId}",topic="${IDENTITY}",code="schema"} 1`,
      );
    });

    it('leaves out and counts types it does not know, and ignores fields it does not know', async () => {
      const seen: ConsumedEvent[] = [];
      const metrics = createMetrics({ processMetrics: false });
      const newer = sighting(2, { data: { ...sighting(2).data, mood: 'cheerful' } });
      await bus.publish(IDENTITY, [
        toRecord(sighting(1, { type: 'copse.identity.something-new.v1' })),
        toRecord(Object.assign(newer, { partitionkey: 'x' })),
      ]);
      await consume({ metrics, onEvents: async (events) => void seen.push(...events) });
      await eventually(async () => expect(await readCommitted()).toBe(2n), SLOW);
      expect(seen.map(({ event }) => event.type)).toEqual([SIGHTED]);
      expect(seen[0]?.event.data).toMatchObject({ mood: 'cheerful' });
      expect(await readDeadLetters()).toEqual([]);
      expect(await metrics.registry.metrics()).toContain('code="unknown-type"} 1');
    });

    it('tries a target that is down again and again, in bounded memory, and loses nothing when it comes back', async () => {
      let isDown = true;
      const seen: string[] = [];
      const consumer = await consume({
        maxRows: 50,
        onEvents: async (events) => {
          if (isDown) throw new Error('target is down');
          seen.push(...events.map(({ event }) => event.id));
        },
      });
      const events = Array.from({ length: 2_000 }, (_, n) => sighting(n));
      const publish = async (from: number, to: number): Promise<void> => {
        for (let at = from; at < to; at += 100)
          await bus.publish(
            IDENTITY,
            events.slice(at, at + 100).map((event) => toRecord(event)),
          );
      };
      // One fetch may bring all that is there, however many rows a batch takes: the rest comes once reading has paused.
      await publish(0, 300);
      await eventually(() => expect(consumer.progress().stuckSeconds).toBeGreaterThan(0.5), SLOW);
      await publish(300, events.length);
      await eventually(() => expect(consumer.progress().stuckSeconds).toBeGreaterThan(1.5), SLOW);
      expect(consumer.progress().failure).toBe('target is down');
      expect(consumer.progress().bufferedEvents).toBeLessThanOrEqual(300);
      isDown = false;
      await eventually(() => expect(new Set(seen).size).toBe(2_000), SLOW);
      await eventually(async () => expect(await readCommitted()).toBe(2_000n), SLOW);
      expect(consumer.progress()).toMatchObject({ failure: null, lag: 0, stuckSeconds: 0 });
      expect(await readDeadLetters()).toEqual([]);
    });

    it('puts events aside that the target can never take, and hands over the others', async () => {
      const taken: string[] = [];
      await bus.publish(
        IDENTITY,
        [1, 2, 3].map((n) => toRecord(sighting(n), 0)),
      );
      await consume({
        onEvents: async (events) => {
          const impossible = events.filter(({ event }) => event.subject.endsWith('2'));
          if (impossible.length > 0)
            throw new EventsRefusedError(
              impossible.map((event) => ({ event, code: 'too-odd', reason: 'no column for it' })),
            );
          taken.push(...events.map(({ event }) => event.subject.slice(-1)));
        },
      });
      await eventually(async () => expect(await readCommitted()).toBe(3n), SLOW);
      expect(taken).toEqual(['1', '3']);
      expect(await readDeadLetters()).toMatchObject([{ step: 'buffer', code: 'too-odd', offset: '1' }]);
    });

    it('gives a marker only after the events before it are durable, the newest of each partition, no older epoch', async () => {
      const log: string[] = [];
      await bus.publish(IDENTITY, [
        toRecord(sighting(1), 0),
        watermark(0, '2026-01-31T12:00:01.000Z', 2),
        watermark(0, '2026-01-31T12:00:09.000Z', 1),
        toRecord(sighting(2), 1),
        watermark(0, '2026-01-31T12:00:02.000Z', 2),
        watermark(1, '2026-01-31T12:00:01.000Z', 2),
      ]);
      await consume({
        maxWaitMs: 200,
        onEvents: async (events) =>
          void log.push(...events.map(({ event }) => `event ${event.subject.slice(-1)}`)),
        onMarkers: async (markers) =>
          void log.push(...markers.map(({ partition, marker }) => `${partition} ${marker.at}`)),
      });
      await eventually(async () => expect(await readCommitted()).toBe(6n), SLOW);
      expect(log.slice(0, 2).toSorted()).toEqual(['event 1', 'event 2']);
      expect(log.slice(2).toSorted()).toEqual(['0 2026-01-31T12:00:02.000Z', '1 2026-01-31T12:00:01.000Z']);
    });

    it('flushes and commits what it has buffered when it is stopped', async () => {
      const seen: ConsumedEvent[] = [];
      const consumer = await consume({
        maxWaitMs: 60_000,
        onEvents: async (events) => void seen.push(...events),
      });
      await bus.publish(IDENTITY, [toRecord(sighting(1))]);
      await eventually(() => expect(consumer.progress().bufferedEvents).toBe(1), SLOW);
      await consumer.stop();
      expect(seen).toHaveLength(1);
      expect(await readCommitted()).toBe(1n);
    });

    it('loses nothing while members come and go', async () => {
      const seen = new Set<string>();
      const onEvents = async (events: readonly ConsumedEvent[]): Promise<void> => {
        for (const { event } of events) seen.add(event.id);
      };
      const events = Array.from({ length: 3_000 }, (_, n) => sighting(n));
      const others = [home.harness.createBus(), home.harness.createBus()] as const;
      const publishing = (async () => {
        for (let at = 0; at < events.length; at += 25)
          await bus.publish(
            IDENTITY,
            events.slice(at, at + 25).map((event) => toRecord(event)),
          );
      })();
      const first = await consume({ onEvents }, others[0]);
      await consume({ onEvents }, others[1]);
      await eventually(() => expect(seen.size).toBeGreaterThan(500), SLOW);
      await first.stop();
      await consume({ onEvents });
      await publishing;
      await eventually(() => expect(seen.size).toBe(3_000), SLOW);
      await eventually(async () => expect(await readCommitted()).toBe(3_000n), SLOW);
      await Promise.all(others.map(async (other) => await other.close()));
    });

    it('does not start without the dead-letter topic, and names it', async () => {
      const other = await open();
      const bare = other.createBus();
      await bare.administration.ensureTopics(IDENTITY_TOPICS.filter(({ name }) => name === IDENTITY));
      await expect(consume({}, bare)).rejects.toThrow(MissingTopicError);
      await expect(consume({}, bare)).rejects.toThrow(DEAD_LETTER_TOPIC);
      await bare.close();
      await other.close();
    });
  });
}
