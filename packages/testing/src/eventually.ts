// Waiting without sleeping blindly: poll until something holds or a deadline passes.
import { setTimeout as delay } from 'node:timers/promises';

/** Calls `attempt` until it returns without throwing; at the deadline its last error is thrown. */
export async function eventually<T>(
  attempt: () => Promise<T> | T,
  options: { timeoutMs?: number; intervalMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + (options.timeoutMs ?? 10_000);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await delay(options.intervalMs ?? 20);
    }
  }
}
