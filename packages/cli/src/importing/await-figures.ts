// Waiting until the figures hold what was sent. Analytics says up to when everything recorded is in them;
// whose an identity is follows a moment later, when membership has heard of it, so the number of links is
// watched until it rests. A link that comes later still is true for all the past.
import { setTimeout as delay } from 'node:timers/promises';
import type { CopseClient } from '@copse/client';

const POLL_INTERVAL_MS = 250;
/** Data time over which no new link may appear. */
const RESTING_MS = 2000;

/** An answer's time is cut to the second: what was recorded before it lies before the next one. */
const SERVED_AT_STEP_MS = 1000;

/**
 * Resolves with `dataAsOf` once everything recorded before the call is in the figures and links rest, or with null
 * when `timeoutMs` went by before. The instant to pass is the server's: clocks here and there may differ.
 */
export async function awaitFigures(
  client: Pick<CopseClient, 'readDataHealth'>,
  timeoutMs: number,
): Promise<string | null> {
  const deadline = Date.now() + timeoutMs;
  let sinceMs: number | null = null;
  let resting: { links: number; sinceMs: number } | null = null;
  for (;;) {
    const { dataAsOf, counts, servedAtMs } = await client.readDataHealth();
    sinceMs ??= (servedAtMs ?? Date.now()) + SERVED_AT_STEP_MS;
    const asOfMs = dataAsOf === null ? -Infinity : Date.parse(dataAsOf);
    if (dataAsOf !== null && asOfMs >= sinceMs) {
      const links = counts['linkedIdentities'] ?? 0;
      if (resting === null || resting.links !== links) resting = { links, sinceMs: asOfMs };
      else if (asOfMs - resting.sinceMs >= RESTING_MS) return dataAsOf;
    }
    if (Date.now() >= deadline) return null;
    await delay(POLL_INTERVAL_MS);
  }
}
