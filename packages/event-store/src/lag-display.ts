// The lag as a metric. It is looked up beside the relay's way and never on it: the look takes a connection of
// the service's pool, which may be full.
import type { Logger } from '@copse/observability';
import type { RelayLag } from './relay-lag.ts';
import type { RelayMetrics } from './relay-metrics.ts';

const LAG_INTERVAL_MS = 5000;

export interface LagDisplayOptions {
  readonly source: string;
  readonly readLag: () => Promise<RelayLag>;
  readonly metrics: Pick<RelayMetrics, 'showLag'>;
  readonly logger: Logger;
}

/** Looks at the lag when it is time and no look is under way; returns at once, and a look that fails is logged. */
export function createLagDisplay({ source, readLag, metrics, logger }: LagDisplayOptions): () => void {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let isLooking = false;
  const look = async (): Promise<void> => {
    try {
      metrics.showLag(await readLag());
    } catch (error) {
      logger.warn({ relay: source, err: error }, 'the lag of the relay could not be read');
    } finally {
      isLooking = false;
    }
  };
  return () => {
    const nowMs = performance.now();
    if (isLooking || nowMs - lookedAtMs < LAG_INTERVAL_MS) return;
    lookedAtMs = nowMs;
    isLooking = true;
    void look();
  };
}
