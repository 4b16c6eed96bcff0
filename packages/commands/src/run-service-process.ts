// The process of a service that keeps a log: configuration has been read; resources are opened, the service is
// composed over them, it listens, and it stops gracefully. Analytics keeps no log and has a main of its own.
import {
  createAdministrator,
  createPostgresAccessCopy,
  withAdministrator,
  type AccessDirectory,
} from '@copse/access';
import { decodeKeyBytes } from '@copse/config';
import { createHttpApp, type ServiceModule } from '@copse/http';
import { createKafkaBus, type Bus } from '@copse/messaging';
import { createLogger, createMetrics, type Logger, type LogLevel, type Metrics } from '@copse/observability';
import { connectPostgres, type PostgresConnection } from '@copse/postgres';
import closeWithGrace from 'close-with-grace';

/** What a service is composed over. */
export interface ServiceResources {
  readonly connection: PostgresConnection;
  readonly keysConnection: PostgresConnection;
  readonly bus: Bus;
  readonly directory: AccessDirectory;
  readonly masterKey: Buffer;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Something that cannot begin anew by itself has ended: the process stops, and its supervisor starts another. */
  readonly onCrash: (error: Error) => void;
}

/** The variables every such service reads. */
export interface ServiceProcessConfig {
  readonly LOG_LEVEL: LogLevel;
  readonly HOST: string;
  readonly KAFKA_BROKERS: string;
  readonly KAFKA_TOPIC_PREFIX: string;
  readonly KEYS_DATABASE_URL: string;
  readonly COPSE_MASTER_KEY: string;
  readonly COPSE_ADMIN_KEY?: string;
  readonly COPSE_ADMIN_TENANT: string;
}

/** What makes one service differ from another. */
export interface ServiceProcessOptions {
  readonly name: string;
  readonly description: string;
  readonly config: ServiceProcessConfig;
  readonly databaseUrl: string;
  readonly port: number;
  /** Whether this process answers requests besides its health. Default true. */
  readonly servesHttp?: boolean;
  compose(resources: ServiceResources): ServiceModule;
}

const STOP_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 10;

/** Runs a service until a signal or a crash; resolves when it listens. Exits with 1 after a crash. */
export async function runServiceProcess(options: ServiceProcessOptions): Promise<void> {
  const { name, config, description } = options;
  const logger = createLogger({ name, level: config.LOG_LEVEL });
  const metrics = createMetrics();
  let crash: Error | null = null;
  const onCrash = (error: Error): void => {
    crash ??= error;
    logger.fatal({ err: error }, 'a part ended; stopping so that the process is started again');
    grace.close();
  };
  const { accessCopy, ...resources } = openResources(options, { logger, metrics, onCrash });
  const { connection, keysConnection, bus } = resources;
  const service = options.compose(resources);
  const app = await createHttpApp({
    title: `Copse ${name}`,
    description,
    version: '1.0.0',
    logger,
    metrics,
    modules: [service],
  });
  const grace = closeWithGrace({ delay: STOP_TIMEOUT_MS, logger }, async ({ err }) => {
    if (err) logger.fatal({ err }, `${name} stops after a fault`);
    await app.close();
    await service.stop();
    await accessCopy.stop();
    await bus.close();
    await Promise.all([connection.close(), keysConnection.close()]);
    // The one way to an exit code that is not 0, by which a supervisor knows to start the process again.
    if (crash !== null) throw crash;
  });
  await service.start();
  if (options.servesHttp ?? true) await accessCopy.start();
  await app.listen({ host: config.HOST, port: options.port });
}

type Reporting = Pick<ServiceResources, 'logger' | 'metrics' | 'onCrash'>;

/** Opens what a service stands on; nothing is connected before it is used. */
function openResources(
  { name, config, databaseUrl }: ServiceProcessOptions,
  reporting: Reporting,
): ServiceResources & { accessCopy: ReturnType<typeof createPostgresAccessCopy> } {
  const { logger } = reporting;
  const connect = (url: string): PostgresConnection =>
    connectPostgres({ url, applicationName: `copse-${name}`, maxConnections: CONNECTIONS_MAX });
  const connection = connect(databaseUrl);
  const bus = createKafkaBus({
    brokers: config.KAFKA_BROKERS.split(','),
    clientId: `copse-${name}`,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    logger,
  });
  const accessCopy = createPostgresAccessCopy({ connection, bus, groupId: `${name}-access`, ...reporting });
  return {
    connection,
    keysConnection: connect(config.KEYS_DATABASE_URL),
    bus,
    accessCopy,
    directory: withAdministrator(accessCopy, readAdministrator(config)),
    masterKey: decodeKeyBytes(config.COPSE_MASTER_KEY),
    ...reporting,
  };
}

function readAdministrator(config: ServiceProcessConfig): ReturnType<typeof createAdministrator> | null {
  const { COPSE_ADMIN_KEY: key, COPSE_ADMIN_TENANT: tenantId } = config;
  return key === undefined ? null : createAdministrator({ key, tenantId });
}
