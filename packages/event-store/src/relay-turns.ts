// Turns of a relay: wait for the lease, lead until something ends it, wait a little after a failure, again.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@copse/observability';
import type { Failpoint } from './failpoints.ts';
import type { Feed } from './feed.ts';
import { acquireLease, FencedError, type Lease } from './relay-lease.ts';
import { relayFeed, type RelayLoopOptions } from './relay-loop.ts';
import type { RelayMetrics } from './relay-metrics.ts';

/** Leading sends; waiting means that another process leads; failing says why in `error` and tries again. */
export interface RelayState {
  readonly role: 'stopped' | 'waiting' | 'leading' | 'failing';
  readonly error: string | null;
}

export interface RelayTurns {
  /** Resolves after `stop` is aborted and the batch under way is done. */
  run(stop: AbortSignal): Promise<void>;
  state(): RelayState;
}

export interface RelayTurnsOptions {
  /** Opens a connection that calls back when it is lost. */
  readonly open: (onClose: () => void) => Promise<Feed>;
  readonly source: string;
  readonly logger: Logger;
  readonly metrics: RelayMetrics;
  readonly failpoint: Failpoint;
  readonly leaseRetryMs: number;
  readonly loop: Omit<
    RelayLoopOptions,
    'feed' | 'lease' | 'source' | 'metrics' | 'logger' | 'failpoint' | 'ended'
  >;
}

const FAILURE_WAIT_MIN_MS = 250;
const FAILURE_WAIT_MAX_MS = 5000;

/** Makes the turns of one relay; nothing runs before `run`. */
export function createRelayTurns(options: RelayTurnsOptions): RelayTurns {
  const { source, logger, metrics, failpoint } = options;
  let state: RelayState = { role: 'stopped', error: null };

  const awaitLease = async (feed: Feed, ended: AbortSignal): Promise<Lease | null> => {
    while (!ended.aborted) {
      const lease = await acquireLease(feed.sql, source);
      if (lease !== null) return lease;
      state = { role: 'waiting', error: null };
      await pause(options.leaseRetryMs, ended);
    }
    return null;
  };
  const lead = async (lease: Lease, feed: Feed, ended: AbortSignal): Promise<void> => {
    state = { role: 'leading', error: null };
    metrics.lead(lease.epoch);
    logger.info({ relay: source, epoch: lease.epoch }, 'relay leads');
    failpoint('relay.lease-taken');
    await relayFeed({ ...options.loop, feed, lease, source, metrics, logger, failpoint, ended });
  };
  const takeTurn = async (stop: AbortSignal): Promise<void> => {
    const lost = new AbortController();
    const feed = await options.open(() => lost.abort());
    try {
      const ended = AbortSignal.any([stop, lost.signal]);
      const lease = await awaitLease(feed, ended);
      if (lease !== null) await lead(lease, feed, ended);
    } finally {
      await feed.close();
    }
  };
  /** Gives how often it has failed in a row. A turn that went well for a while ends the row. */
  const noteFailure = (error: unknown, before: number, turnMs: number): number => {
    const failures = turnMs > FAILURE_WAIT_MAX_MS ? 1 : before + 1;
    state = { role: 'failing', error: error instanceof Error ? error.message : String(error) };
    metrics.fail();
    logger.error({ relay: source, error, failures }, 'relay failed and will try again');
    return failures;
  };

  return {
    state: () => state,
    async run(stop) {
      let failures = 0;
      while (!stop.aborted) {
        const begunAtMs = performance.now();
        try {
          await takeTurn(stop);
          failures = 0;
        } catch (error) {
          if (error instanceof FencedError) logger.warn({ relay: source, error }, 'relay was fenced off');
          else failures = noteFailure(error, failures, performance.now() - begunAtMs);
        }
        if (failures > 0)
          await pause(Math.min(FAILURE_WAIT_MIN_MS * 2 ** (failures - 1), FAILURE_WAIT_MAX_MS), stop);
      }
      state = { role: 'stopped', error: null };
    },
  };
}

/** Waits, or less when it is told to stop. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, signal && { signal }).catch(() => {});
}
