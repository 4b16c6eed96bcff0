// All services in one process: the same modules as in a distributed installation, on other engines.
import { createPostgresAccessCopy, withAdministrator } from '@copse/access';
import { createActivityCapture } from '@copse/activity-capture';
import { createAnalytics } from '@copse/analytics';
import type { ClickHouseConnection } from '@copse/clickhouse';
import { describeConsumer } from '@copse/commands';
import type { ApiKeyState } from '@copse/contracts';
import type { ServiceModule } from '@copse/http';
import { createMembership } from '@copse/membership';
import type { Bus } from '@copse/messaging';
import type { Logger, Metrics } from '@copse/observability';
import { connectPostgres, type PostgresConnection } from '@copse/postgres';
import { createValueEvaluation } from '@copse/value-evaluation';
import type { Releases } from './releases.ts';

export interface CompositionOptions {
  /** The address of a database as a role of a service. */
  readonly urlOf: (database: string, role: string) => string;
  readonly clickhouse: ClickHouseConnection;
  readonly bus: Bus;
  readonly masterKey: Buffer;
  readonly administrator: ApiKeyState;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly releases: Releases;
  /** A consumer ended by itself; the process should end and be started again. */
  readonly onCrash: (error: Error) => void;
}

/** PostgreSQL allows a hundred connections; these are fifty-odd with the bus. */
const CONNECTIONS_PER_SERVICE = 10;

/** Composes the services, in the order they start; nothing of them runs yet. */
export function composeServices(options: CompositionOptions): readonly ServiceModule[] {
  const { bus, masterKey, logger, metrics, administrator, clickhouse, onCrash } = options;
  const connect = (database: string, role: string): PostgresConnection =>
    connectFor(options, database, role, CONNECTIONS_PER_SERVICE);
  const keysConnection = connect('keys', 'copse_keys');
  const membershipConnection = connect('membership', 'copse_membership');
  const keys = createPostgresAccessCopy({
    connection: membershipConnection,
    bus,
    logger,
    metrics,
    onCrash,
    groupId: 'copse.membership.access',
  });
  // One process needs one copy of who may do what.
  const directory = withAdministrator(keys, administrator);
  const common = { keysConnection, bus, directory, masterKey, logger, metrics, onCrash };
  return [
    createMembership({ ...common, connection: membershipConnection }),
    createActivityCapture({ ...common, connection: connect('capture', 'copse_capture') }),
    createValueEvaluation({ ...common, connection: connect('value_evaluation', 'copse_value') }),
    createAnalytics({ clickhouse, bus, logger, metrics, administrator, directory, onCrash }),
    // Started last: its migrations are membership's.
    {
      name: 'access copy',
      routes: async () => {},
      start: keys.start,
      stop: keys.stop,
      health: async () => [describeConsumer('access copy', keys)],
    },
  ];
}

/** A pool that is closed with everything else. */
export function connectFor(
  options: Pick<CompositionOptions, 'urlOf' | 'releases'>,
  database: string,
  role: string,
  maxConnections: number,
): PostgresConnection {
  const connection = connectPostgres({
    url: options.urlOf(database, role),
    applicationName: `copse-standalone-${database}`,
    maxConnections,
  });
  options.releases.add(`pool of ${database}`, async () => await connection.close());
  return connection;
}
