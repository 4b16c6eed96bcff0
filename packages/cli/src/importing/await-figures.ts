// Waiting until the figures hold what was sent. Analytics says up to when everything recorded is in them;
// whose an identity is follows a moment later, when membership has heard of it, so the number of links is
// watched until it rests. A link that comes later still is true for all the past.
import { setTimeout as delay } from 'node:timers/promises';
import type { CopseClient } from '@copse/client';

const POLL_INTERVAL_MS = 250;
/** Data time over which no new link may appear. */
const RESTING_MS = 2000;

/** Resolves with `dataAsOf` once it has passed `sinceMs` and links rest, or with null when `timeoutMs` went by before. */
export async function awaitFigures(
  client: Pick<CopseClient, 'readDataHealth'>,
  sinceMs: number,
  timeoutMs: number,
): Promise<string | null> {
  const deadline = Date.now() + timeoutMs;
  let resting: { links: number; sinceMs: number } | null = null;
  for (;;) {
    const { dataAsOf, counts } = await client.readDataHealth();
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
