// From the log to the bus: read, send, then move the cursor. Whatever ends it in between sends again, never
// less. One process relays at a time; the others wait for its lease.
import { setTimeout as delay } from 'node:timers/promises';
import type { Publisher } from '@copse/messaging';
import type { Logger, Metrics } from '@copse/observability';
import type { PostgresConnection } from '@copse/postgres';
import { resolveRoutes, type PublicTypes } from './event-routes.ts';
import { loadFailpoints, type Failpoint } from './failpoints.ts';
import { openFeed, type Feed } from './feed.ts';
import { checkIncarnation } from './incarnation.ts';
import { declaredPartitions, type PartitionsOf } from './markers.ts';
import { readRelayLag, type RelayLag } from './relay-lag.ts';
import { createRelayMetrics } from './relay-metrics.ts';
import { createRelayTurns, pause, type RelayState } from './relay-turns.ts';
import { runReplay, type ReplayRequest, type ReplayResult } from './replay.ts';

export interface RelayOptions {
  /** The service's own connection; the relay opens one more beside its pool. */
  readonly connection: PostgresConnection;
  readonly bus: Publisher;
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
  /** The pause after a read that found few rows; 100 unless said. Records that are sent together cost the broker less; silence lengthens it. */
  readonly idleWaitMs?: number;
  /** How often a watermark is announced; 1,000 unless said. It goes to every partition, so it is most of what idling costs. */
  readonly markerIntervalMs?: number;
  /** How often a waiting process asks for the lease; 1,000 unless said. */
  readonly leaseRetryMs?: number;
  /** The manifest's partitions unless said. */
  readonly partitionsOf?: PartitionsOf;
  readonly failpoint?: Failpoint;
}

export interface Relay {
  /** Refuses a log that was restored without raising its incarnation; then runs until `stop`. */
  start(): Promise<void>;
  /** Finishes the batch under way, moves the cursor, lets the lease go; waits some seconds for it and no longer. */
  stop(): Promise<void>;
  state(): RelayState;
  lag(): Promise<RelayLag>;
  replay(request: ReplayRequest): Promise<ReplayResult>;
}

const STOP_PATIENCE_MS = 3_000;

/** Nothing runs before `start`. */
export function createRelay(options: RelayOptions): Relay {
  const { connection, bus, source, topic, batchRows = 2000, idleWaitMs = 100 } = options;
  const partitionsOf = options.partitionsOf ?? declaredPartitions;
  const routes = resolveRoutes(options);
  const open = async (onClose?: () => void): Promise<Feed> =>
    await openFeed({ connection, routes, applicationName: `relay ${source}`, ...(onClose && { onClose }) });
  const lag = async (): Promise<RelayLag> => await readRelayLag(connection.sql, source);
  const turns = createRelayTurns({
    open,
    source,
    logger: options.logger,
    metrics: createRelayMetrics(options.metrics, source),
    failpoint: options.failpoint ?? loadFailpoints(),
    leaseRetryMs: options.leaseRetryMs ?? 1000,
    loop: {
      bus,
      topics: routes.topics,
      partitionsOf,
      readLag: lag,
      batchRows,
      idleWaitMs,
      markerIntervalMs: options.markerIntervalMs ?? 1000,
    },
  });
  let stopping: AbortController | null = null;
  let running: Promise<void> = Promise.resolve();

  return {
    async start() {
      if (stopping !== null) return;
      await checkIncarnation(connection.sql);
      stopping = new AbortController();
      running = turns.run(stopping.signal);
    },
    async stop() {
      stopping?.abort();
      // A bus that is away answers no send; its cursor has not moved, so the next owner sends the batch again.
      await Promise.race([running, delay(STOP_PATIENCE_MS, undefined, { ref: false })]);
      stopping = null;
    },
    state: turns.state,
    lag,
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
