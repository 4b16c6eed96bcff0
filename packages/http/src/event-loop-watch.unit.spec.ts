import { describe, expect, it, vi } from 'vitest';
import { watchEventLoop } from './event-loop-watch.ts';

/** Keeps the event loop from everything else, as a computation without end would. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('the watch over the event loop', () => {
  it('finds no delay worth a refusal where the loop is free', async () => {
    const watch = watchEventLoop();
    const since = performance.now();
    await vi.waitFor(() => expect(performance.now() - since).toBeGreaterThan(1_300), { timeout: 5_000 });
    expect(watch.meanDelayMs()).toBeLessThan(500);
    watch.stop();
  });

  it('finds how late a loop is that stands still, and that it is free again', async () => {
    const watch = watchEventLoop();
    block(1_800);
    await vi.waitFor(() => expect(watch.meanDelayMs()).toBeGreaterThan(500), { timeout: 900 });
    await vi.waitFor(() => expect(watch.meanDelayMs()).toBeLessThan(500), { timeout: 5_000 });
    watch.stop();
  });
});
