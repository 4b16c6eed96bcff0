// A service's own copy of who may do what: taken in from copse.access, durable in its PostgreSQL, believed in
// memory. It answers while the bus is away, and whom it knows while PostgreSQL is away too.
import { ACCESS_EVENTS, TOPIC_OF_CONTEXT } from '@copse/contracts';
import {
  createEventConsumer,
  drop,
  keepConsuming,
  proceed,
  type Bus,
  type EventConsumer,
} from '@copse/messaging';
import type { Logger, Metrics } from '@copse/observability';
import type { PostgresConnection } from '@copse/postgres';
import type { AccessDirectory } from './access-directory.ts';
import { createAccessKeyStore, type VersionedKey } from './access-key-store.ts';
import { createPostgresAccessDirectory } from './postgres-access-directory.ts';

/** A directory that keeps itself up to date between `start` and `stop`; before, it answers from the copy. */
export type PostgresAccessCopy = AccessDirectory & EventConsumer;

/** Few events, and somebody waits for each: a revocation is effective within 2 s. */
const ROWS_MAX = 1_000;
const WAIT_MAX_MS = 50;

/** Creates the copy. Several processes of a service share `groupId`: one writes, all read. */
export function createPostgresAccessCopy(options: {
  readonly connection: PostgresConnection;
  readonly bus: Bus;
  readonly groupId: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The consumer ended by itself: the process should exit and be restarted. */
  onCrash?(error: Error): void;
}): PostgresAccessCopy {
  const { connection, bus, groupId, logger, metrics } = options;
  const store = createAccessKeyStore(connection);
  const directory = createPostgresAccessDirectory({ connection });
  const onCrash = (error: Error): void => options.onCrash?.(error);
  const consumer = createEventConsumer({
    bus,
    groupId,
    topics: [TOPIC_OF_CONTEXT.access],
    schemas: ACCESS_EVENTS,
    maxRows: ROWS_MAX,
    maxWaitMs: WAIT_MAX_MS,
    logger,
    metrics,
    onCrash,
    handle: ({ event }) =>
      event.type === 'copse.access.tenant-registered.v1'
        ? drop('not-a-key')
        : proceed<VersionedKey>({ state: event.data, version: event.streamversion }),
    onEvents: async (events) => {
      const keys = events.map(({ event }) => event);
      // Known here even where it cannot be made durable: a revocation must not wait for a database.
      directory.learn(keys);
      await store.save(keys);
    },
  });
  const kept = keepConsuming(consumer, { name: 'access copy', logger, onCrash });
  return {
    find: directory.find,
    start: kept.start,
    stop: kept.stop,
    progress: kept.progress,
  };
}
