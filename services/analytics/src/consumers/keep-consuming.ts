// Starts a consumer, and where the bus is away at that moment, again and again: a broker that comes up later
// must not need a person. Anything else wrong (a missing topic) is told at once.
import { setTimeout as delay } from 'node:timers/promises';
import { BusUnreachableError } from '@copse/messaging';
import type { Logger } from '@copse/observability';

/** Something that starts on a bus and stops. */
export interface Startable {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface KeptConsumer {
  /** Resolves when it runs or waits for the bus; rejects for a fault that waiting does not mend. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Why it does not run yet; null when it does. */
  waitsFor(): string | null;
}

const PAUSE_MS = 2000;
// Clients try a broker for many seconds; answers out of ClickHouse need not wait for that.
const PATIENCE_MS = 2000;

/** Keeps a consumer started. `onCrash` hears of a fault that turns up after `start` has resolved. */
export function createKeptConsumer(deps: {
  name: string;
  consumer: Startable;
  logger: Logger;
  onCrash(error: Error): void;
}): KeptConsumer {
  const { name, consumer, logger, onCrash } = deps;
  const ending = new AbortController();
  let obstacle: string | null = 'it was not started';
  let starting: Promise<void> = Promise.resolve();

  const startUntilItRuns = async (): Promise<void> => {
    for (let attempt = 1; !ending.signal.aborted; attempt++) {
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
      await Promise.race([starting, delay(PATIENCE_MS, undefined, { ref: false })]);
      await consumer.stop();
    },
    waitsFor: () => obstacle,
  };
}
