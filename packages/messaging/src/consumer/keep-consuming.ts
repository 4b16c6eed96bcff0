// Starts a consumer, and where the bus is away at that moment, again and again: a broker that comes up later
// must not need a person. Anything else wrong (a missing topic) is told at once.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@copse/observability';
import { BusUnreachableError } from '../bus.ts';
import type { EventConsumer } from './event-consumer-options.ts';

const PAUSE_MS = 2_000;

/**
 * The same consumer, whose `start` resolves when it runs or waits for the bus, and rejects for a fault that
 * waiting does not mend. What it waits for is its progress' `failure`. `onCrash` hears of a fault that turns
 * up while it waits.
 */
export function keepConsuming(
  consumer: EventConsumer,
  deps: { readonly name: string; readonly logger: Logger; onCrash(error: Error): void },
): EventConsumer {
  const { name, logger, onCrash } = deps;
  const ending = new AbortController();
  let obstacle: string | null = null;
  let retrying: Promise<void> = Promise.resolve();

  /** Whether it runs now; notes why not where the bus is away. */
  const attempt = async (): Promise<boolean> => {
    try {
      await consumer.start();
      obstacle = null;
      return true;
    } catch (error) {
      if (!(error instanceof BusUnreachableError)) throw error;
      if (obstacle === null) logger.error({ err: error, consumer: name }, 'the bus is away; waiting for it');
      obstacle = error.message;
      return false;
    }
  };
  const retry = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await delay(PAUSE_MS, undefined, { signal: ending.signal }).catch(() => {});
      if (ending.signal.aborted || (await attempt())) return;
    }
  };

  return {
    async start() {
      if (await attempt()) return;
      retrying = retry().catch((error: unknown) =>
        onCrash(error instanceof Error ? error : new Error(String(error))),
      );
    },
    async stop() {
      ending.abort();
      await retrying;
      await consumer.stop();
    },
    progress: () => {
      const progress = consumer.progress();
      return obstacle === null ? progress : { ...progress, failure: obstacle };
    },
  };
}
