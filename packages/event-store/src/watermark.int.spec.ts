// What a relay announces about time, on a real log with transactions that commit late.
import { eventually } from '@copse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWriters } from '../test/concurrent-writers.ts';
import type { SentRecord } from '../test/recording-bus.ts';
import { openRelayHarness, type RelayHarness } from '../test/relay-harness.ts';
import type { Failpoint } from './failpoints.ts';

let harness: RelayHarness;

beforeEach(async () => {
  harness = await openRelayHarness();
});
afterEach(async () => await harness.close());

/** Markers of one partition that did not rise, and events that came after a marker they are older than. */
function checkWatermarks(sent: readonly SentRecord[]): { markers: number; untrue: SentRecord[] } {
  let highest = '';
  let markers = 0;
  const untrue: SentRecord[] = [];
  for (const record of sent) {
    if (record.value['marker'] === undefined) {
      if (String(record.value['time']) < highest) untrue.push(record);
    } else if (record.topic === 'copse.activity' && record.partition === 0) {
      if (String(record.value['at']) <= highest) untrue.push(record);
      highest = String(record.value['at']);
      markers += 1;
    }
  }
  return { markers, untrue };
}

describe('the watermark', () => {
  function announced(topic = 'copse.activity', partition = 0): string[] {
    return harness.bus
      .markers()
      .flatMap((record) =>
        record.topic === topic && record.partition === partition ? [String(record.value['at'])] : [],
      );
  }

  it('goes to every partition of the topics that carry watermarks, with source and epoch', async () => {
    await harness.createRelay().start();
    await eventually(() => expect(announced().length).toBeGreaterThan(0));
    const partitions = (topic: string): number[] => [
      ...new Set(
        harness.bus
          .markers()
          .flatMap((marker) =>
            marker.topic === topic && marker.partition !== undefined ? [marker.partition] : [],
          ),
      ),
    ];
    await eventually(() =>
      expect(partitions('copse.activity')).toEqual(Array.from({ length: 24 }, (_, index) => index)),
    );
    // Nothing is computed from it, so nobody asks how far it is.
    expect(partitions('copse.access')).toEqual([]);
    expect(harness.bus.markers()[0]?.value).toMatchObject({
      marker: 'watermark',
      source: 'copse/spec',
      epoch: 1,
    });
  });

  it(
    'is true whenever it is announced: everything recorded before it was sent before it',
    { timeout: 60_000 },
    async () => {
      const relay = harness.createRelay({ markerIntervalMs: 1 });
      await relay.start();
      await runWriters(harness.database.connection, { writers: 8, eventsPerWriter: 500, sharedStreams: 4 });
      await eventually(async () => expect((await relay.lag()).events).toBe(0));
      const { markers, untrue } = checkWatermarks(harness.bus.sent);
      expect(untrue).toEqual([]);
      expect(markers).toBeGreaterThan(3);
    },
  );

  it('stands still while a transaction is open that may still record something before it', async () => {
    let reads = 0;
    const failpoint: Failpoint = (name) => {
      if (name === 'relay.batch-read') reads += 1;
    };
    const awaitReads = async (more: number): Promise<void> => {
      const wanted = reads + more;
      await eventually(() => expect(reads).toBeGreaterThanOrEqual(wanted));
    };
    await harness.createRelay({ markerIntervalMs: 1, failpoint }).start();
    await eventually(() => expect(announced().length).toBeGreaterThan(1));
    let before = 0;
    await harness.database.owner.sql.begin(async (tx) => {
      await tx`select pg_current_xact_id()`;
      const [opened] = await tx<{ at: string }[]>`select clock_timestamp()::text as at`;
      // One announcement may be on its way whose moment is older than this transaction.
      await awaitReads(5);
      before = announced().length;
      expect(announced().every((at) => Date.parse(at) <= Date.parse(opened?.at ?? ''))).toBe(true);
      await awaitReads(20);
      expect(announced()).toHaveLength(before);
    });
    await eventually(() => expect(announced().length).toBeGreaterThan(before));
  });

  it('is not announced before the sends are acknowledged', async () => {
    await harness.appendMany(10);
    let sending = false;
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    harness.bus.onPublish = async (_, records) => {
      if (records[0]?.partition !== undefined) return;
      sending = true;
      await held;
    };
    await harness.createRelay({ markerIntervalMs: 1 }).start();
    await eventually(() => expect(sending).toBe(true));
    expect(harness.bus.markers()).toEqual([]);
    release();
    await eventually(() => expect(announced().length).toBeGreaterThan(0));
    expect(harness.bus.sent.slice(0, 10)).toEqual(harness.bus.events());
  });

  it('never falls, not even for a new owner whose clock was set back', async () => {
    const first = harness.createRelay();
    await first.start();
    await eventually(() => expect(announced().length).toBeGreaterThan(0));
    await first.stop();
    await harness.database.owner
      .sql`update event_relay set announced_at = now() + interval '300 milliseconds'`;
    const [row] = await harness.database.owner.sql<
      { at: string }[]
    >`select announced_at::text as at from event_relay`;
    const count = announced().length;
    await harness.createRelay().start();
    await eventually(() => expect(announced().length).toBeGreaterThan(count));
    expect(
      announced()
        .slice(count)
        .every((at) => Date.parse(at) > Date.parse(row?.at ?? '')),
    ).toBe(true);
  });
});
