import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAdmission } from './admission.ts';
import { serializeFirstEvents, type SerializedFirstEvent } from './first-event-columns.ts';
import type { FirstEventOutcome } from './first-events.ts';
import { createFlushLane, type FlushLane } from './flush-lane.ts';

/** Statements under way, oldest first: how many rows each has, and how it ends. */
let underWay: { readonly rows: number; finish(): Promise<void> }[];
let lane: FlushLane;
let admission: ReturnType<typeof createAdmission>;

beforeEach(() => {
  underWay = [];
  admission = createAdmission({ queueBytesMax: 1_000_000, queueAgeMaxMs: 1_000_000 });
  lane = createFlushLane({
    write: async (rows) =>
      await new Promise<FirstEventOutcome[]>((resolve) => {
        underWay.push({
          rows: rows.length,
          finish: async () => {
            underWay.shift();
            resolve(rows.map(({ streamId }) => (streamId.startsWith('known') ? 'same' : 'created')));
            await nextTurn();
          },
        });
      }),
    admission,
    maxInFlight: 2,
    maxRows: 4,
  });
});

function makeRows(count: number, stream = 'new'): SerializedFirstEvent[] {
  const event = {
    tenant: 't1',
    eventId: '1',
    type: 'noted',
    schemaVersion: 1,
    data: {},
    sealed: null,
    meta: {},
  };
  return serializeFirstEvents(
    Array.from({ length: count }, (_, index) => ({
      ...event,
      streamId: `${stream}/${index}`,
      contentHash: 'ab'.repeat(16),
    })),
  );
}

/** Sends jobs of so many rows, one after the other, and lets the lane have its turn. */
async function send(...jobs: readonly number[]): Promise<void> {
  for (const count of jobs) void lane.run(makeRows(count), admission.enter(count, count));
  await nextTurn();
  await nextTurn();
}

const rowsUnderWay = (): number[] => underWay.map(({ rows }) => rows);

describe('statements on their way to the log', () => {
  it('begin at once when none is under way, and beside another only when they are full', async () => {
    await send(1);
    expect(rowsUnderWay()).toEqual([1]);
    await send(2, 1);
    expect(rowsUnderWay()).toEqual([1]);
    await send(1);
    expect(rowsUnderWay()).toEqual([1, 4]);
  });

  it('are no more than may be, however many rows wait', async () => {
    await send(4);
    await send(4);
    await send(4, 4);
    expect(rowsUnderWay()).toEqual([4, 4]);
    await underWay[0]?.finish();
    await nextTurn();
    expect(rowsUnderWay()).toEqual([4, 4]);
    expect(admission.state().rows).toBe(12);
  });

  it('carry whole jobs up to their bound, and one that is larger alone', async () => {
    await send(1, 2, 2, 20, 1);
    expect(rowsUnderWay()).toEqual([3, 2]);
    for (const expected of [[2, 20], [20], [1]]) {
      await underWay[0]?.finish();
      await nextTurn();
      expect(rowsUnderWay()).toEqual(expected);
    }
  });

  it('answer each job for its own rows, and give its place back', async () => {
    await send(1);
    const known = lane.run(makeRows(2, 'known'), admission.enter(2, 2));
    const fresh = lane.run(makeRows(1), admission.enter(1, 1));
    await underWay[0]?.finish();
    await nextTurn();
    expect(admission.state().rows).toBe(3);
    await underWay[0]?.finish();
    expect(await known).toEqual(['same', 'same']);
    expect(await fresh).toEqual(['created']);
    await lane.drain();
    expect(admission.state().rows).toBe(0);
  });
});
