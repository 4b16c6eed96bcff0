// Waiting until the figures hold what was sent: analytics says up to when everything recorded is in them.
import { setTimeout as delay } from 'node:timers/promises';
import type { CopseClient } from '@copse/client';

const POLL_INTERVAL_MS = 250;

/** Resolves with `dataAsOf` once it has passed `sinceMs`, or with null when `timeoutMs` went by before. */
export async function awaitFigures(
  client: Pick<CopseClient, 'readDataHealth'>,
  sinceMs: number,
  timeoutMs: number,
): Promise<string | null> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const { dataAsOf } = await client.readDataHealth();
    if (dataAsOf !== null && Date.parse(dataAsOf) >= sinceMs) return dataAsOf;
    if (Date.now() >= deadline) return null;
    await delay(POLL_INTERVAL_MS);
  }
}
