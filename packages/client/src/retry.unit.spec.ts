import { describe, expect, it } from 'vitest';
import { computeRetryDelay, isRetryableStatus, parseRetryAfter } from './retry.ts';

const bounds = { maxAttempts: 4, baseDelayMs: 100, maxDelayMs: 250, maxRetryAfterMs: 5000 };

describe('computeRetryDelay', () => {
  it('draws from 0 up to a ceiling that doubles and is bounded', () => {
    expect([1, 2, 3].map((attempt) => computeRetryDelay(bounds, attempt, null, 0.5))).toEqual([50, 100, 125]);
    expect(computeRetryDelay(bounds, 1, null, 0)).toBe(0);
  });

  it('gives up after the last attempt', () => {
    expect(computeRetryDelay(bounds, 4, null, 0.5)).toBeNull();
  });

  it('never comes back before Retry-After, and spreads callers behind it', () => {
    expect(computeRetryDelay(bounds, 1, 2000, 0)).toBe(2000);
    expect(computeRetryDelay(bounds, 1, 2000, 0.5)).toBe(2050);
  });

  it('gives up at once where the server wants more patience than allowed', () => {
    expect(computeRetryDelay(bounds, 1, 5001, 0)).toBeNull();
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it('reads seconds and HTTP dates', () => {
    expect(parseRetryAfter('3', now)).toBe(3000);
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:10 GMT', now)).toBe(10_000);
    expect(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
  });

  it('takes nonsense for no header', () => {
    expect(parseRetryAfter('soon', now)).toBeNull();
    expect(parseRetryAfter(null, now)).toBeNull();
  });
});

describe('isRetryableStatus', () => {
  it('holds for 429 and 503 and for no other refusal', () => {
    expect([400, 401, 409, 413, 422, 429, 500, 502, 503].filter(isRetryableStatus)).toEqual([429, 503]);
  });
});
