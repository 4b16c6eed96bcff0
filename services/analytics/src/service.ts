// Analytics, composed: the projection from the topics into ClickHouse, and the answers out of it. Either
// part may run without the other, in as many processes as it takes.
import { createAccessGuard, withAdministrator, type AccessDirectory } from '@copse/access';
import { checkClickHouseMigrations, type ClickHouseConnection } from '@copse/clickhouse';
import type { ApiKeyState } from '@copse/contracts';
import type { ServiceModule } from '@copse/http';
import { keepConsuming, type Bus, type EventConsumer } from '@copse/messaging';
import type { Logger, Metrics } from '@copse/observability';
import type { FastifyPluginAsync } from 'fastify';
import type { AnalyticsRole } from './config.ts';
import { createAccessConsumer } from './consumers/access-consumer.ts';
import { createDeadLetterConsumer } from './consumers/dead-letters.ts';
import { createProjectionWriter, type ProjectionWriter } from './consumers/projection-writer.ts';
import { createProjector, type GatheringOptions } from './consumers/projector.ts';
import { checkHealth, type WatchedConsumer } from './health.ts';
import { explainToCaller } from './http/clickhouse-problems.ts';
import { createDataHealthRoutes } from './http/data-health.routes.ts';
import { createIndicatorRoutes } from './http/indicator.routes.ts';
import { createProjectedActivityRoutes } from './http/projected-activity.routes.ts';
import { createClickHouseAccessDirectory, type ClickHouseAccessDirectory } from './store/access-directory.ts';
import { createClickHouseReader } from './store/clickhouse-reader.ts';
import { analyticsMigrations } from './store/migrations.ts';

export interface AnalyticsDeps {
  /** Migrated; closed by whoever opened it. */
  readonly clickhouse: ClickHouseConnection;
  readonly bus: Bus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Both unless given. */
  readonly roles?: readonly AnalyticsRole[];
  /** The administrator's key from the configuration, known before any topic has been read. */
  readonly administrator?: ApiKeyState | null;
  /** Who holds a key; this service's own copy in ClickHouse unless given. */
  readonly directory?: AccessDirectory;
  readonly gathering?: GatheringOptions;
  /** A consumer ended by itself: the process should exit and be restarted. Health says so in any case. */
  onCrash?(error: Error): void;
}

// Below the consumers' own retries: a write that cannot be done is theirs to report and to repeat.
const WRITE_GIVE_UP_MS = 10_000;
// A stop may wait this long for a write under way; afterwards its records come again at the next start.
const STOP_GRACE_MS = 5000;

/** Composes analytics. */
export function createAnalytics(deps: AnalyticsDeps): ServiceModule {
  const { clickhouse, logger, metrics, roles = ['http', 'projector'] } = deps;
  const projects = roles.includes('projector');
  const reader = createClickHouseReader(clickhouse);
  // chDB belongs to one process: with the projection in it nobody else can revoke a key behind its back.
  const maxAgeMs = clickhouse.kind === 'chdb' && projects ? Infinity : 1000;
  const copy = createClickHouseAccessDirectory({ reader, maxAgeMs });
  const directory = withAdministrator(deps.directory ?? copy, deps.administrator ?? null);
  const writer = createProjectionWriter({
    connection: clickhouse,
    logger,
    metrics,
    giveUpAfterMs: WRITE_GIVE_UP_MS,
  });
  const consumers = projects ? createConsumers(deps, writer, copy) : [];

  const routes: FastifyPluginAsync = async (app) => {
    if (!roles.includes('http')) return;
    app.setErrorHandler((error) => {
      throw explainToCaller(error);
    });
    await app.register(createAccessGuard({ directory }));
    await app.register(createIndicatorRoutes({ reader }));
    await app.register(createDataHealthRoutes({ reader, bus: deps.bus }));
    await app.register(createProjectedActivityRoutes({ reader }));
  };

  return {
    name: 'analytics',
    routes,
    async start() {
      await requireMigrated(clickhouse);
      await Promise.all(consumers.map(async ({ consumer }) => await consumer.start()));
    },
    async stop() {
      const impatience = setTimeout(() => void writer.close(), STOP_GRACE_MS);
      await Promise.all(consumers.map(async ({ consumer }) => await consumer.stop()));
      clearTimeout(impatience);
      await writer.close();
    },
    health: async () => await checkHealth(clickhouse, consumers),
  };
}

function createConsumers(
  deps: AnalyticsDeps,
  writer: ProjectionWriter,
  directory: ClickHouseAccessDirectory,
): readonly WatchedConsumer[] {
  const { bus, logger, metrics, gathering } = deps;
  const onCrash = (error: Error): void => deps.onCrash?.(error);
  const common = { bus, writer, logger, metrics, onCrash };
  const made: readonly (readonly [string, EventConsumer])[] = [
    ['projector', createProjector({ ...common, ...(gathering === undefined ? {} : { gathering }) })],
    ['access copy', createAccessConsumer({ ...common, directory })],
    ['dead letters', createDeadLetterConsumer(common)],
  ];
  return made.map(([name, consumer]) => ({
    name,
    consumer: keepConsuming(consumer, { name, logger, onCrash }),
  }));
}

async function requireMigrated(clickhouse: ClickHouseConnection): Promise<void> {
  const { pending } = await checkClickHouseMigrations(clickhouse, analyticsMigrations);
  if (pending.length > 0)
    throw new Error(
      `ClickHouse at ${clickhouse.where} lacks the migrations ${pending.join(', ')}; run "copse migrate" first`,
    );
}
