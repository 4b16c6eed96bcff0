// The bounds of the queue, on a clock that is moved by hand.
import { describe, expect, it } from 'vitest';
import { createAdmission } from './admission.ts';
import { OverloadedError } from './errors.ts';

function createClockedAdmission() {
  const clock = { nowMs: 1000 };
  return {
    clock,
    admission: createAdmission({ queueBytesMax: 100, queueAgeMaxMs: 500, now: () => clock.nowMs }),
  };
}

function readRetryAfter(refused: () => unknown): number {
  try {
    refused();
  } catch (error) {
    if (error instanceof OverloadedError) return error.retryAfterSeconds;
  }
  throw new Error('was not refused');
}

describe('admission', () => {
  it('counts rows, bytes and the age of the oldest', () => {
    const { admission, clock } = createClockedAdmission();
    const first = admission.enter(1, 10);
    clock.nowMs += 100;
    admission.enter(5, 20);
    expect(admission.state()).toEqual({ rows: 6, bytes: 30, oldestAgeMs: 100 });
    admission.leave(first);
    admission.leave(first);
    expect(admission.state()).toEqual({ rows: 5, bytes: 20, oldestAgeMs: 0 });
  });

  it('lets in what fills it exactly and refuses one byte more', () => {
    const { admission } = createClockedAdmission();
    admission.enter(1, 99);
    expect(readRetryAfter(() => admission.enter(1, 2))).toBe(1);
    admission.enter(1, 1);
    expect(admission.state().bytes).toBe(100);
  });

  it('refuses while the oldest is too old, and tells to come back later the longer that lasts, up to 30 s', () => {
    const { admission, clock } = createClockedAdmission();
    const stuck = admission.enter(1, 1);
    clock.nowMs += 500;
    admission.enter(1, 1);
    clock.nowMs += 2100;
    expect(readRetryAfter(() => admission.enter(1, 1))).toBe(3);
    clock.nowMs += 3_600_000;
    expect(readRetryAfter(() => admission.enter(1, 1))).toBe(30);
    admission.leave(stuck);
    expect(() => admission.enter(1, 1)).toThrow(OverloadedError);
  });
});
