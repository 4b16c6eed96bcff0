// Activity-capture, composed: what its own main, standalone and tests all use. A process takes activities
// in, relays the log to the bus, or does both.
import { createAccessGuard } from '@copse/access';
import { checkDatabase, describeRelay, requireTopics, type ServiceDependencies } from '@copse/commands';
import { TOPIC_OF_CONTEXT } from '@copse/contracts';
import { createGroupCommit, createRelay, type GroupCommit } from '@copse/event-store';
import type { ServiceModule } from '@copse/http';
import { createKeyring, createReferences, keyringMigrations } from '@copse/personal-data';
import { requireMigrated } from '@copse/postgres';
import { CAPTURE_LIMITS, type CaptureLimits, type CaptureRole } from './config.ts';
import { createPostActivitiesRoutes } from './http/post-activities.routes.ts';
import { createReadActivitiesRoutes } from './http/read-activities.routes.ts';
import { createBacklogGuard, type BacklogGuard } from './ingest/backlog-guard.ts';
import { createCaptureMetrics } from './ingest/capture-metrics.ts';
import { createCapture } from './ingest/capture.ts';
import { createIdentityDirectory } from './ingest/identity-directory.ts';
import { createIdentitySighting } from './ingest/sight-identities.ts';
import { CAPTURE_PUBLIC_TYPES, CAPTURE_SOURCE, topicOf } from './publishing/public-types.ts';
import { readEventBytes } from './store/event-bytes.ts';
import { captureMigrations } from './store/migrations.ts';

export interface ActivityCaptureDependencies extends ServiceDependencies<CaptureRole> {
  readonly limits?: Partial<CaptureLimits>;
  /** Another way to write than the log of `connection`, for measurements. */
  readonly log?: GroupCommit;
}

const ALL_ROLES: readonly CaptureRole[] = ['http', 'relay'];
/** Names of one look-up of identities, and of those that may wait for the next one. */
const IDENTITIES_OF_A_STATEMENT = 1000;
const IDENTITIES_WAITING_MAX = 50_000;

/** Composes the service. Nothing runs before `start`. */
export function createActivityCapture(deps: ActivityCaptureDependencies): ServiceModule {
  const { connection, keysConnection, bus, logger, metrics } = deps;
  const roles = deps.roles ?? ALL_ROLES;
  const takesIn = roles.includes('http');
  const relays = roles.includes('relay');
  const limits = { ...CAPTURE_LIMITS, ...deps.limits };
  const relay = createRelay({
    connection,
    bus,
    topic: TOPIC_OF_CONTEXT.activity,
    topicOf,
    source: CAPTURE_SOURCE,
    publicTypes: CAPTURE_PUBLIC_TYPES,
    logger,
    metrics,
  });
  const log = deps.log ?? createGroupCommit({ sql: connection.sql, ...limits });
  const guard = createBacklogGuard({
    readLag: relay.lag,
    readEventBytes: async () => await readEventBytes(connection.db),
    queue: log.queue,
    limits,
    logger,
  });
  return {
    name: 'activity-capture',
    routes: async (app) => {
      if (takesIn) await app.register(createRoutes(deps, limits, log, guard));
    },
    start: async () => {
      await requireMigrated(connection.sql, captureMigrations, connection.url);
      if (takesIn) {
        await requireMigrated(keysConnection.sql, [keyringMigrations], keysConnection.url);
        guard.start();
      }
      if (!relays) return;
      await requireTopics(deps, [TOPIC_OF_CONTEXT.activity, TOPIC_OF_CONTEXT.identity]);
      await relay.start();
    },
    stop: async () => {
      await guard.stop();
      await log.close();
      await relay.stop();
    },
    health: async () => [
      await checkDatabase('PostgreSQL (capture)', connection),
      ...(takesIn ? [await checkDatabase('PostgreSQL (keys)', keysConnection)] : []),
      ...(relays ? [describeRelay(relay)] : []),
    ],
  };
}

function createRoutes(
  deps: ActivityCaptureDependencies,
  limits: CaptureLimits,
  log: GroupCommit,
  guard: BacklogGuard,
): ServiceModule['routes'] {
  const { connection, keysConnection, masterKey, bus, directory, logger } = deps;
  const { db } = connection;
  const keyring = createKeyring({ connection: keysConnection, masterKey });
  const references = createReferences({ masterKey });
  const identities = createIdentityDirectory({
    lookupOf: (tenant, source, id) => references.ofTenant(tenant).identityLookup(source, id),
    sight: createIdentitySighting({ db, keyring }),
    cacheSize: limits.identityCacheSize,
    chunkSize: IDENTITIES_OF_A_STATEMENT,
    waitingMax: IDENTITIES_WAITING_MAX,
  });
  const capture = createCapture({ identities, references, keyring }, log);
  const metrics = createCaptureMetrics(deps.metrics);
  const { futureSkewMs } = limits;
  const { refuseOverload } = guard;
  return async (app) => {
    await app.register(createAccessGuard({ directory }));
    await app.register(
      createPostActivitiesRoutes({ capture, refuseOverload, futureSkewMs, metrics, logger }),
    );
    await app.register(createReadActivitiesRoutes({ db, bus, keyring, references, relay: CAPTURE_SOURCE }));
  };
}
