import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installQuietQueue } from './request-queue.ts';

/** What the spec needs to know of kafkajs' queue. */
interface Queue {
  push(request: object): void;
  fulfillRequest(response: object): void;
  maybeThrottle(milliseconds: number): void;
}
const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (
  options: object,
) => Queue;

const sent: number[] = [];

function createQueue(maxInFlightRequests: number | null = null): Queue {
  installQuietQueue();
  const logger = { namespace: () => logger, debug: () => {} };
  return new RequestQueue({
    maxInFlightRequests,
    requestTimeout: 30_000,
    enforceRequestTimeout: false,
    clientId: 'spec',
    broker: 'spec:9092',
    logger,
  });
}

function push(queue: Queue, correlationId: number): void {
  const entry = { correlationId, apiName: 'Fetch', apiKey: 1, apiVersion: 11, resolve: () => {} };
  queue.push({ entry, expectResponse: true, sendRequest: () => sent.push(correlationId) });
}

function answer(queue: Queue, correlationId: number): void {
  queue.fulfillRequest({ correlationId, payload: null, size: 0 });
}

beforeEach(() => {
  sent.length = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('a queue of requests to a broker', () => {
  it('sleeps when every request was answered', () => {
    const queue = createQueue();
    push(queue, 1);
    answer(queue, 1);
    expect(sent).toEqual([1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends what waits as soon as it may', () => {
    const queue = createQueue(1);
    push(queue, 1);
    push(queue, 2);
    answer(queue, 1);
    expect(sent).toEqual([1, 2]);
  });

  it('sends what a broker asked it to hold back, when the time is over', () => {
    const queue = createQueue();
    push(queue, 1);
    queue.maybeThrottle(500);
    answer(queue, 1);
    push(queue, 2);
    vi.advanceTimersByTime(499);
    expect(sent).toEqual([1]);
    vi.advanceTimersByTime(11);
    expect(sent).toEqual([1, 2]);
    answer(queue, 2);
    vi.advanceTimersByTime(20);
    expect(vi.getTimerCount()).toBe(0);
  });
});
