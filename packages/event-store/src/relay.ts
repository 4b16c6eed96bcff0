// From the log to the bus: read, send, then move the cursor. Whatever ends it in between sends again, never
// less. One process relays at a time; the others wait for its lease.
import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '@copse/messaging';
import type { Logger, Metrics } from '@copse/observability';
import type { PostgresConnection } from '@copse/postgres';
import { resolveRoutes, type PublicTypes } from './event-routes.ts';
import { loadFailpoints, type Failpoint } from './failpoints.ts';
import { openFeed, type Feed } from './feed.ts';
import { checkIncarnation } from './incarnation.ts';
import { declaredPartitions, type PartitionsOf } from './markers.ts';
import { readRelayLag, type RelayLag } from './relay-lag.ts';
import { acquireLease, FencedError, type Lease } from './relay-lease.ts';
import { relayFeed } from './relay-loop.ts';
import { createRelayMetrics } from './relay-metrics.ts';
import { runReplay, type ReplayRequest, type ReplayResult } from './replay.ts';

export interface RelayOptions {
  /** The service's own connection; the relay opens one more beside its pool. */
  readonly connection: PostgresConnection;
  readonly bus: Bus;
  /** Where public events go unless `topicOf` says otherwise. */
  readonly topic: string;
  readonly topicOf?: (publicType: string) => string;
  /** CloudEvents source, `copse/<service>`; also the relay's name. */
  readonly source: string;
  /** Total: every event type of the service, with its public type, or null where it stays inside. */
  readonly publicTypes: PublicTypes;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Rows of one read; 2,000 unless said. */
  readonly batchRows?: number;
  /** The pause after a read that found few rows; 25 unless said. It saves a third of the CPU at low load. */
  readonly idleWaitMs?: number;
  /** How often a watermark is announced; 250 unless said. */
  readonly markerIntervalMs?: number;
  /** How often a waiting process asks for the lease; 1,000 unless said. */
  readonly leaseRetryMs?: number;
  /** The manifest's partitions unless said. */
  readonly partitionsOf?: PartitionsOf;
  readonly failpoint?: Failpoint;
}

/** Leading sends; waiting means that another process leads; failing says why in `error` and tries again. */
export interface RelayState {
  readonly role: 'stopped' | 'waiting' | 'leading' | 'failing';
  readonly error: string | null;
}

export interface Relay {
  /** Refuses a log that was restored without raising its incarnation; then runs until `stop`. */
  start(): Promise<void>;
  /** Finishes the batch under way, moves the cursor, lets the lease go. */
  stop(): Promise<void>;
  state(): RelayState;
  lag(): Promise<RelayLag>;
  replay(request: ReplayRequest): Promise<ReplayResult>;
}

const FAILURE_WAIT_MIN_MS = 250;
const FAILURE_WAIT_MAX_MS = 5000;

/** Nothing runs before `start`. */
export function createRelay(options: RelayOptions): Relay {
  const { connection, bus, source, logger, topic } = options;
  const { batchRows = 2000, idleWaitMs = 25, markerIntervalMs = 250, leaseRetryMs = 1000 } = options;
  const partitionsOf = options.partitionsOf ?? declaredPartitions;
  const failpoint = options.failpoint ?? loadFailpoints();
  const routes = resolveRoutes(options);
  const metrics = createRelayMetrics(options.metrics, source);
  let state: RelayState = { role: 'stopped', error: null };
  let stopping: AbortController | null = null;
  let running: Promise<void> = Promise.resolve();

  const open = async (onClose?: () => void): Promise<Feed> =>
    await openFeed({ connection, routes, applicationName: `relay ${source}`, ...(onClose && { onClose }) });

  const lead = async (lease: Lease, feed: Feed, ended: AbortSignal): Promise<void> => {
    state = { role: 'leading', error: null };
    metrics.lead(lease.epoch);
    logger.info({ relay: source, epoch: lease.epoch }, 'relay leads');
    failpoint('relay.lease-taken');
    const readLag = async (): Promise<RelayLag> => await readRelayLag(connection.sql, source);
    const context = { feed, lease, bus, source, topics: routes.topics, partitionsOf, metrics, failpoint, readLag };
    await relayFeed({ ...context, batchRows, idleWaitMs, markerIntervalMs, ended });
  };

  const awaitLease = async (feed: Feed, ended: AbortSignal): Promise<Lease | null> => {
    while (!ended.aborted) {
      const lease = await acquireLease(feed.sql, source);
      if (lease !== null) return lease;
      state = { role: 'waiting', error: null };
      await pause(leaseRetryMs, ended);
    }
    return null;
  };

  /** One turn: waits for the lease and leads, until it is stopped or its connection is lost. */
  const takeTurn = async (stop: AbortSignal): Promise<void> => {
    const lost = new AbortController();
    const feed = await open(() => lost.abort());
    try {
      const ended = AbortSignal.any([stop, lost.signal]);
      const lease = await awaitLease(feed, ended);
      if (lease !== null) await lead(lease, feed, ended);
    } finally {
      await feed.close();
    }
  };

  const run = async (stop: AbortSignal): Promise<void> => {
    let failures = 0;
    while (!stop.aborted) {
      const begunAtMs = performance.now();
      try {
        await takeTurn(stop);
        failures = 0;
      } catch (error) {
        if (error instanceof FencedError) {
          logger.warn({ relay: source, error }, 'relay was fenced off');
          continue;
        }
        failures = performance.now() - begunAtMs > FAILURE_WAIT_MAX_MS ? 1 : failures + 1;
        state = { role: 'failing', error: error instanceof Error ? error.message : String(error) };
        metrics.fail();
        logger.error({ relay: source, error, failures }, 'relay failed and will try again');
        await pause(Math.min(FAILURE_WAIT_MIN_MS * 2 ** (failures - 1), FAILURE_WAIT_MAX_MS), stop);
      }
    }
    state = { role: 'stopped', error: null };
  };

  return {
    async start() {
      if (stopping !== null) return;
      await checkIncarnation(connection.sql);
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping?.abort();
      await running;
      stopping = null;
    },
    state: () => state,
    lag: async () => await readRelayLag(connection.sql, source),
    async replay(request) {
      const of = request.of ?? topic;
      const feed = await open();
      try {
        const wait = async (): Promise<void> => await pause(idleWaitMs, request.signal);
        const common = { feed, bus, source, batchRows, wait, partitions: partitionsOf(of) };
        return await runReplay({ ...common, request: { ...request, of } });
      } finally {
        await feed.close();
      }
    },
  };
}

/** Waits, or less when it is told to stop. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, signal && { signal }).catch(() => {});
}
