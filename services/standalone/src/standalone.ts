// A whole Copse in one process: engines in the data folder, services on them, one HTTP app.
import { analyticsMigrations } from '@copse/analytics';
import { connectClickHouse, migrateClickHouse } from '@copse/clickhouse';
import { TOPICS } from '@copse/contracts';
import { createHttpApp, explainListenError, requireFreePort } from '@copse/http';
import { createEmbeddedBus } from '@copse/messaging';
import { createLogger, createMetrics, type Logger, type LogLevel } from '@copse/observability';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { ensureAdministrator } from './administrator-key.ts';
import { composeServices, connectFor } from './composition.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { BUS_DATABASE } from './databases.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { openLogFile } from './log-file.ts';
import { measureMemory, type MemoryUse } from './memory.ts';
import { prepareDatabases } from './prepare-databases.ts';
import { createReleases, type Releases } from './releases.ts';

const HOST = '127.0.0.1';
/** How a person gives another port, as the rest of a sentence. */
export const PORT_SETTING = 'with --port';
const CALM_TIMEOUT_MS = 10_000;
/** The bus serves three relays, a handful of consumers and their heartbeats. */
const BUS_CONNECTIONS = 16;

export interface StandaloneOptions {
  /** Where everything is kept. */
  readonly folder: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly logLevel?: LogLevel;
  /** Hears what a person at the terminal should know. */
  readonly onNotice: (text: string) => void;
  /** Something ended that cannot be started again in this process: stop, and exit with a failure. */
  readonly onFatal: (error: Error) => void;
}

/** A server that takes requests. */
export interface Standalone {
  readonly url: string;
  readonly adminKeyFile: string;
  readonly folder: string;
  measureMemory(): MemoryUse;
  /** Requests under way are answered, what was accepted is kept, engines end, the folder is released. */
  stop(): Promise<void>;
}

/** Starts it; when any part fails, what was started is stopped again and the error tells what to do. */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  await requireFreePort({ host: HOST, port: options.port, setting: PORT_SETTING });
  const releases = createReleases();
  const folder = openDataFolder(options.folder);
  releases.add('data folder', folder.release);
  const logFile = openLogFile(folder.path);
  releases.add('log', async () => await new Promise<void>((resolve) => logFile.end(resolve)));
  const logger = createLogger({
    name: 'standalone',
    level: options.logLevel ?? 'info',
    destination: logFile,
  });
  const stop = async (): Promise<void> =>
    await releases.run((name, error) => logger.error({ err: error }, `${name} could not be closed`));
  try {
    return await startParts(options, folder, logger, releases, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: StandaloneOptions,
  folder: DataFolder,
  logger: Logger,
  releases: Releases,
  stop: () => Promise<void>,
): Promise<Standalone> {
  const administrator = ensureAdministrator(folder.adminKeyFile);
  const starting = startPostgres(options, folder, logger, releases);
  const opening = openClickHouse(folder, releases);
  // When one fails the other is awaited all the same: what it opened has to be closed.
  await Promise.allSettled([starting, opening]);
  const server = await starting;
  const clickhouse = await opening;
  const urlOf = (database: string, role: string): string =>
    server.url(database, { role, password: folder.servicePassword });
  const busConnection = connectFor(
    { urlOf, releases },
    BUS_DATABASE.name,
    BUS_DATABASE.role,
    BUS_CONNECTIONS,
  );
  const bus = createEmbeddedBus({ connection: busConnection, logger });
  releases.add('bus', async () => await bus.close());
  await bus.administration.ensureTopics(TOPICS);

  const metrics = createMetrics();
  const { masterKey } = folder;
  const modules = composeServices({
    urlOf,
    clickhouse,
    bus,
    masterKey,
    administrator,
    logger,
    metrics,
    releases,
    onCrash: options.onFatal,
  });
  for (const module of modules) {
    releases.add(module.name, async () => await module.stop());
    await module.start();
  }
  const app = await createHttpApp({
    title: 'Copse',
    description:
      'What happens in communities of practice, what can be counted of it, and what can only be told.',
    version: '1.0.0',
    logger,
    metrics,
    modules,
  });
  releases.add('HTTP app', async () => await app.close());
  const url = await app.listen({ host: HOST, port: options.port }).catch((error: unknown) => {
    throw explainListenError(error, { host: HOST, port: options.port, setting: PORT_SETTING });
  });
  folder.announce(url);
  await awaitCalm(app);
  logger.info({ url }, 'ready');
  return {
    url,
    adminKeyFile: folder.adminKeyFile,
    folder: folder.path,
    measureMemory: () => measureMemory(server.pid()),
    stop,
  };
}

/** Composing took the event loop for itself, and for a moment the app answers 503; ready means it takes requests. */
async function awaitCalm(app: FastifyInstance): Promise<void> {
  const deadline = Date.now() + CALM_TIMEOUT_MS;
  while (app.isUnderPressure() && Date.now() < deadline) await delay(20);
}

async function startPostgres(
  options: StandaloneOptions,
  folder: DataFolder,
  logger: Logger,
  releases: Releases,
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    folder: folder.postgresFolder,
    password: folder.postgresPassword,
    onNotice: (text) => {
      logger.warn(text);
      options.onNotice(text);
    },
    onFatal: options.onFatal,
  });
  releases.add('PostgreSQL', async () => await server.stop());
  await prepareDatabases(server, folder.servicePassword);
  return server;
}

async function openClickHouse(
  folder: DataFolder,
  releases: Releases,
): Promise<ReturnType<typeof connectClickHouse>> {
  const connection = connectClickHouse({ path: folder.clickHouseFolder }, { origin: 'standalone' });
  releases.add('ClickHouse', async () => await connection.close());
  await migrateClickHouse(connection, analyticsMigrations);
  return connection;
}
