// The process of a service that keeps a log: its resources are opened, and the service is composed over them.
import { createPostgresAccessCopy, readAdministrator, withAdministrator } from '@copse/access';
import { decodeKeyBytes } from '@copse/config';
import { runHttpProcess, type ProcessParts, type ServiceModule } from '@copse/http';
import { createKafkaBus } from '@copse/messaging';
import type { LogLevel } from '@copse/observability';
import { connectPostgres, type PostgresConnection } from '@copse/postgres';
import type { ServiceDependencies } from './service-dependencies.ts';
import { withAccessCopy } from './with-access-copy.ts';

/** What a service is composed over in a process of its own. */
export type ServiceResources = Omit<ServiceDependencies<never>, 'roles' | 'onCrash'> & ProcessParts;

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
  /** The variable that sets the port. */
  readonly portVariable: string;
  /** Whether this process answers requests besides its health. Default true. */
  readonly servesHttp?: boolean;
  compose(resources: ServiceResources): ServiceModule;
}

const CONNECTIONS_MAX = 10;

/** Runs a service until a signal or a crash; resolves when it listens. Exits with 1 after a crash. */
export async function runServiceProcess(options: ServiceProcessOptions): Promise<void> {
  const { servesHttp = true } = options;
  await runHttpProcess({
    ...options,
    compose: (parts) => {
      const { accessCopy, ...resources } = openResources(options, parts);
      const { connection, keysConnection, bus } = resources;
      const service = options.compose(resources);
      const module = servesHttp ? withAccessCopy(service, accessCopy) : service;
      const close = async (): Promise<void> => {
        await bus.close();
        await Promise.all([connection.close(), keysConnection.close()]);
      };
      return { module, close };
    },
  });
}

/** Opens what a service stands on; nothing is connected before it is used. */
function openResources(
  { name, config, databaseUrl }: ServiceProcessOptions,
  parts: ProcessParts,
): ServiceResources & { accessCopy: ReturnType<typeof createPostgresAccessCopy> } {
  const connect = (url: string): PostgresConnection =>
    connectPostgres({ url, applicationName: `copse-${name}`, maxConnections: CONNECTIONS_MAX });
  const connection = connect(databaseUrl);
  const bus = createKafkaBus({
    brokers: config.KAFKA_BROKERS.split(','),
    clientId: `copse-${name}`,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    logger: parts.logger,
  });
  const accessCopy = createPostgresAccessCopy({ connection, bus, groupId: `${name}-access`, ...parts });
  return {
    connection,
    keysConnection: connect(config.KEYS_DATABASE_URL),
    bus,
    accessCopy,
    directory: withAdministrator(accessCopy, readAdministrator(config)),
    masterKey: decodeKeyBytes(config.COPSE_MASTER_KEY),
    ...parts,
  };
}
