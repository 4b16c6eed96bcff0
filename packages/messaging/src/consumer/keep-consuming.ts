// Starts a consumer, and where the bus is away at that moment, again and again: a broker that comes up later
// must not need a person. Anything else wrong (a missing topic) is told at once.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@copse/observability';
import { BusUnreachableError } from '../bus.ts';
import { waitAtMost } from '../patience.ts';
import type { EventConsumer } from './event-consumer-options.ts';

const PAUSE_MS = 2_000;
/** Clients try a broker for many seconds; what a service can do without the bus need not wait for that. */
const PATIENCE_MS = 2_000;

/**
 * The same consumer, whose `start` resolves within two seconds: when it runs, or waits for the bus. It rejects
 * for a fault that waiting does not mend; `onCrash` hears of one that turns up later. What it waits for is its
 * progress' `failure`.
 */
export function keepConsuming(
  consumer: EventConsumer,
  deps: { readonly name: string; readonly logger: Logger; onCrash(error: Error): void },
): EventConsumer {
  const { name, logger, onCrash } = deps;
  const ending = new AbortController();
  let obstacle: string | null = null;
  let starting: Promise<void> = Promise.resolve();

  const startUntilItRuns = async (): Promise<void> => {
    for (let attempt = 1; !ending.signal.aborted; attempt += 1) {
      try {
        await consumer.start();
        obstacle = null;
        return;
      } catch (error) {
        if (!(error instanceof BusUnreachableError)) throw error;
        if (attempt === 1) logger.error({ err: error, consumer: name }, 'the bus is away; waiting for it');
        obstacle = error.message;
        await delay(PAUSE_MS, undefined, { signal: ending.signal }).catch(() => {});
      }
    }
  };

  return {
    async start() {
      obstacle = 'the bus has not answered yet';
      let isPatient = true;
      const running = startUntilItRuns();
      // A fault after the patience has ended reaches nobody through `start`.
      starting = running.catch((error: unknown) => {
        if (!isPatient) onCrash(error instanceof Error ? error : new Error(String(error)));
      });
      await Promise.race([running, delay(PATIENCE_MS, undefined, { ref: false })]);
      isPatient = false;
    },
    async stop() {
      ending.abort();
      await waitAtMost(starting, PATIENCE_MS);
      await consumer.stop();
    },
    progress: () => {
      const progress = consumer.progress();
      return obstacle === null ? progress : { ...progress, failure: obstacle };
    },
  };
}
