// How long a goodbye may take. A broker that is away answers none, and a process that was told to stop has
// seconds: what it did not say, its session's time-out says for it.
import { setTimeout as delay } from 'node:timers/promises';

/** What a part of a bus may take to close. */
export const CLOSE_PATIENCE_MS = 2_000;

/** Resolves when the work has settled, well or not, or the time has passed. */
export async function waitAtMost(work: Promise<unknown>, milliseconds: number): Promise<void> {
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([settled, delay(milliseconds, undefined, { ref: false })]);
}
