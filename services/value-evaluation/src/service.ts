// Value evaluation, composed: what its own main, standalone and tests all use.
import { createAccessGuard } from '@copse/access';
import { checkDatabase, describeRelay, requireTopics, type ServiceDependencies } from '@copse/commands';
import { TOPIC_OF_CONTEXT } from '@copse/contracts';
import { createRelay } from '@copse/event-store';
import type { ServiceModule } from '@copse/http';
import { createKeyring, createReferences, keyringMigrations } from '@copse/personal-data';
import { requireMigrated } from '@copse/postgres';
import type { ValueEvaluationRole } from './config.ts';
import { registerFrameworkRoutes } from './http/frameworks.routes.ts';
import { registerStoryRoutes } from './http/stories.routes.ts';
import { VALUE_PUBLIC_TYPES } from './publishing/public-types.ts';
import { loadFrameworks } from './store/frameworks.ts';
import { valueEvaluationMigrations } from './store/migrations.ts';
import { createStoryStore } from './store/story-store.ts';

export type ValueEvaluationDependencies = ServiceDependencies<ValueEvaluationRole>;

const ALL_ROLES: readonly ValueEvaluationRole[] = ['http', 'relay'];

/** Composes the service. Nothing runs before `start`. */
export function createValueEvaluation(deps: ValueEvaluationDependencies): ServiceModule {
  const { connection, keysConnection, bus, logger, metrics, masterKey, directory } = deps;
  const roles = deps.roles ?? ALL_ROLES;
  const store = createStoryStore({
    db: connection.db,
    keyring: createKeyring({ connection: keysConnection, masterKey }),
    references: createReferences({ masterKey }),
  });
  const frameworks = loadFrameworks();
  const relay = createRelay({
    connection,
    bus,
    topic: TOPIC_OF_CONTEXT.value,
    source: 'copse/value-evaluation',
    publicTypes: VALUE_PUBLIC_TYPES,
    logger,
    metrics,
  });
  const routes: ServiceModule['routes'] = async (app) => {
    await app.register(createAccessGuard({ directory }));
    registerFrameworkRoutes(app, frameworks);
    registerStoryRoutes(app, store);
  };
  return {
    name: 'value-evaluation',
    routes: async (app) => {
      if (roles.includes('http')) await app.register(routes);
    },
    start: async () => {
      await requireMigrated(connection.sql, valueEvaluationMigrations, connection.url);
      await requireMigrated(keysConnection.sql, [keyringMigrations], keysConnection.url);
      if (!roles.includes('relay')) return;
      await requireTopics(deps, [TOPIC_OF_CONTEXT.value]);
      await relay.start();
    },
    stop: async () => await relay.stop(),
    health: async () => [
      ...(await Promise.all([
        checkDatabase('PostgreSQL (value-evaluation)', connection),
        checkDatabase('PostgreSQL (keys)', keysConnection),
      ])),
      ...(roles.includes('relay') ? [describeRelay(relay)] : []),
    ],
  };
}
