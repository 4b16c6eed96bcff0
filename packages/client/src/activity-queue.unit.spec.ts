import { eventually } from '@copse/testing';
import { describe, expect, it } from 'vitest';
import type { Activity, ActivityResult } from './activity.ts';
import { createActivityQueue, QueueFullError } from './activity-queue.ts';

const activity = (id: string): Activity => ({
  source: 'forum',
  id,
  community: 'quantum',
  act: 'ask',
  occurredAt: '2018-03-12T17:00:45.567Z',
});
const created = (id: string): ActivityResult => ({ status: 'created', activityRef: id });

/** A post whose answers the spec gives out by hand, each once the batch it answers is there. */
function createHeldPost(): {
  post: (activities: readonly Activity[]) => Promise<ActivityResult[]>;
  batches: string[][];
  answer(): Promise<void>;
  fail(error: Error): Promise<void>;
} {
  const batches: string[][] = [];
  const held: { resolve: (results: ActivityResult[]) => void; reject: (error: Error) => void }[] = [];
  const takeHeld = async (): Promise<(typeof held)[number]> =>
    await eventually(() => {
      const first = held.shift();
      if (first === undefined) throw new Error('no batch was posted');
      return first;
    });
  return {
    batches,
    post: async (activities) => {
      batches.push(activities.map((item) => item.id));
      return await new Promise((resolve, reject) => {
        held.push({ resolve, reject });
      });
    },
    answer: async () => (await takeHeld()).resolve((batches.at(-1) ?? []).map(created)),
    fail: async (error) => (await takeHeld()).reject(error),
  };
}

describe('the activity queue', () => {
  it('sends as soon as a batch is full, one request at a time, in order', async () => {
    const held = createHeldPost();
    const queue = createActivityQueue(held.post, { maxBatchItems: 2, maxWaitMs: 60_000 });
    const results = ['1', '2', '3', '4', '5'].map(async (id) => await queue.add(activity(id)));
    expect(held.batches).toEqual([['1', '2']]);
    expect(queue.size()).toBe(5);
    await held.answer();
    expect(await results[1]).toEqual(created('2'));
    await eventually(() =>
      expect(held.batches).toEqual([
        ['1', '2'],
        ['3', '4'],
      ]),
    );
    await held.answer();
    await results[3];
    await held.answer();
    expect(await results[4]).toEqual(created('5'));
    expect(queue.size()).toBe(0);
  });

  it('sends a lonely activity after the wait', async () => {
    const queue = createActivityQueue(async (batch) => batch.map((item) => created(item.id)), {
      maxWaitMs: 1,
    });
    expect(await queue.add(activity('1'))).toEqual(created('1'));
  });

  it('takes nothing past its bound and says so', async () => {
    const held = createHeldPost();
    const queue = createActivityQueue(held.post, { maxBatchItems: 1, maxQueuedItems: 2 });
    const first = queue.add(activity('1'));
    const second = queue.add(activity('2'));
    await expect(queue.add(activity('3'))).rejects.toThrow(QueueFullError);
    await held.answer();
    await first;
    await held.answer();
    await second;
  });

  it('tells every caller of a batch that was never answered, and goes on', async () => {
    const held = createHeldPost();
    const queue = createActivityQueue(held.post, { maxBatchItems: 2, maxWaitMs: 60_000 });
    const lost = [queue.add(activity('1')), queue.add(activity('2'))];
    const settled = Promise.allSettled(lost);
    await held.fail(new Error('gone'));
    expect((await settled).map((result) => result.status)).toEqual(['rejected', 'rejected']);
    const next = queue.add(activity('3'));
    const flushed = queue.flush();
    await held.answer();
    await flushed;
    expect(await next).toEqual(created('3'));
  });

  it('sends what waits when it is closed, and takes nothing afterwards', async () => {
    const sent: string[] = [];
    const queue = createActivityQueue(
      async (batch) => {
        sent.push(...batch.map((item) => item.id));
        return batch.map((item) => created(item.id));
      },
      { maxWaitMs: 60_000 },
    );
    const waiting = queue.add(activity('1'));
    await queue.close();
    expect(await waiting).toEqual(created('1'));
    expect(sent).toEqual(['1']);
    await expect(queue.add(activity('2'))).rejects.toThrow('closed');
  });
});
