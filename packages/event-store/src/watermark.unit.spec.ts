// The watermark's rule, on moments chosen by hand.
import { describe, expect, it } from 'vitest';
import { createWatermark } from './watermark.ts';

const early = { at: '2026-03-01T10:00:00.000Z', xid: 100n, xmin: 95n };
const late = { at: '2026-03-01T10:00:01.000Z', xid: 200n, xmin: 200n };

describe('a watermark', () => {
  it('is due at once, then after its interval, and never while one is pending', () => {
    const watermark = createWatermark({ intervalMs: 250, announced: null });
    expect(watermark.isDue(0)).toBe(true);
    watermark.begin(late, 0);
    expect(watermark.isDue(1000)).toBe(false);
    expect(watermark.conclude({ xmin: 200n, reachedEnd: true })).toBe(late.at);
    expect(watermark.isDue(249)).toBe(false);
    expect(watermark.isDue(250)).toBe(true);
  });

  it('waits until nothing older than its moment is open', () => {
    const watermark = createWatermark({ intervalMs: 250, announced: null });
    watermark.begin(early, 0);
    expect(watermark.conclude({ xmin: 95n, reachedEnd: true })).toBeNull();
    expect(watermark.conclude({ xmin: 99n, reachedEnd: true })).toBeNull();
    expect(watermark.isPending()).toBe(true);
    expect(watermark.conclude({ xmin: 100n, reachedEnd: true })).toBe(early.at);
    expect(watermark.isPending()).toBe(false);
  });

  it('waits until a read reached the end, and asks for an xmin read before it', () => {
    const watermark = createWatermark({ intervalMs: 250, announced: null });
    watermark.begin(late, 0);
    expect(watermark.conclude({ xmin: 200n, reachedEnd: false })).toBeNull();
    expect(watermark.conclude({ xmin: null, reachedEnd: true })).toBeNull();
    expect(watermark.conclude({ xmin: 200n, reachedEnd: true })).toBe(late.at);
  });

  it('only rises, whoever announced the last one', () => {
    const watermark = createWatermark({ intervalMs: 250, announced: early.at });
    watermark.begin({ ...early, xmin: 100n }, 0);
    expect(watermark.conclude({ xmin: 100n, reachedEnd: true })).toBeNull();
    watermark.begin(late, 250);
    expect(watermark.conclude({ xmin: 200n, reachedEnd: true })).toBe(late.at);
    watermark.begin(early, 500);
    expect(watermark.conclude({ xmin: 300n, reachedEnd: true })).toBeNull();
  });
});
