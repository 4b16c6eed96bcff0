// The distributed installation on one machine: every service a process of its own on Kafka, PostgreSQL
// and ClickHouse server, behind a gateway that only routes by path.
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import getPort from 'get-port';
import { isPortOpen } from './engine-process.ts';
import { writeEnvironmentFile } from './environment-file.ts';
import { startGateway } from './gateway.ts';
import { startLocalEngines, type LocalEngines } from './local-engines.ts';
import { runToEnd, startServiceProcess, type ServiceProcess } from './service-process.ts';

/** The processes of the installation. The relay and the projector run apart, so that each can fail alone. */
export const SERVICE_PROCESSES = {
  membership: { entry: 'services/membership/src/main.ts', port: 'MEMBERSHIP_PORT', env: {} },
  capture: {
    entry: 'services/activity-capture/src/main.ts',
    port: 'CAPTURE_PORT',
    // What requests leave behind lives as long as their flush: a large nursery seldom finds it alive.
    env: { CAPTURE_ROLES: 'http', NODE_OPTIONS: '--max-semi-space-size=64' },
  },
  'capture-relay': {
    entry: 'services/activity-capture/src/main.ts',
    port: null,
    // It goes through buffers, which only a collection frees: with a small nursery those come often and stay small.
    env: { CAPTURE_ROLES: 'relay', NODE_OPTIONS: '--max-semi-space-size=8' },
  },
  value: { entry: 'services/value-evaluation/src/main.ts', port: 'VALUE_PORT', env: {} },
  analytics: {
    entry: 'services/analytics/src/main.ts',
    port: 'ANALYTICS_PORT',
    env: { ANALYTICS_ROLES: 'http' },
  },
  projector: { entry: 'services/analytics/src/main.ts', port: null, env: { ANALYTICS_ROLES: 'projector' } },
} as const;
export type ServiceProcessName = keyof typeof SERVICE_PROCESSES;

/** A running installation. */
export interface DistributedSystem {
  readonly url: string;
  readonly adminKey: string;
  /** The environment that every process and `copse` command of it shares. */
  readonly env: Readonly<Record<string, string>>;
  readonly engines: LocalEngines;
  readonly processes: ReadonlyMap<ServiceProcessName, ServiceProcess>;
  stop(): Promise<void>;
}

interface DistributedOptions {
  readonly folder: string;
  readonly port?: number;
  readonly onProgress?: (message: string) => void;
  /** Aborted, the start ends after the step it is at. */
  readonly signal?: AbortSignal;
}

/** Starts engines, migrates, ensures topics, starts services and gateway; resolves when all answer. What cannot start leaves nothing running. */
export async function startDistributed(options: DistributedOptions): Promise<DistributedSystem> {
  const { folder, port = 0, onProgress = () => {}, signal } = options;
  const report = (message: string): void => {
    signal?.throwIfAborted();
    onProgress(message);
  };
  if (port !== 0 && (await isPortOpen(port)))
    throw new Error(
      `port ${port} on 127.0.0.1 is in use: stop what listens there, or give another with PORT`,
    );
  mkdirSync(folder, { recursive: true });
  // PostgreSQL runs as a user of its own when this runs as root, and must be able to pass through.
  chmodSync(folder, 0o711);
  report('starting PostgreSQL, Kafka and ClickHouse');
  const engines = await startLocalEngines({ folder: join(folder, 'engines') });
  const processes = new Map<ServiceProcessName, ServiceProcess>();
  const stopAll = async (): Promise<void> => {
    await Promise.all([...processes.values()].map(async (service) => await service.stop()));
    await engines.stop();
  };
  try {
    const env = await buildEnvironment(folder, engines);
    writeEnvironmentFile(environmentFileOf(folder), env);
    report('migrating databases');
    await runToEnd({ entry: 'packages/cli/src/main.ts', args: ['migrate'], env });
    report('ensuring topics');
    await runToEnd({ entry: 'packages/cli/src/main.ts', args: ['topics', 'ensure'], env });
    report('starting services');
    startProcesses(processes, folder, env);
    await awaitServices(env, signal);
    const gateway = await startGateway({ port, env });
    const stop = async (): Promise<void> => {
      await gateway.stop();
      await stopAll();
    };
    return { url: gateway.url, adminKey: env['COPSE_ADMIN_KEY'] ?? '', env, engines, processes, stop };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** Where the environment of the installation in `folder` is kept for the shell, beside its secrets. */
export function environmentFileOf(folder: string): string {
  return join(folder, 'copse.env');
}

async function buildEnvironment(folder: string, engines: LocalEngines): Promise<Record<string, string>> {
  const secrets = readSecrets(join(folder, 'secrets.json'));
  const databaseUrl = (role: string, database: string): string => {
    const url = new URL(engines.postgresAdminUrl);
    url.username = role;
    url.password = secrets.servicePassword;
    url.pathname = `/${database}`;
    return url.toString();
  };
  const clickhouseUrl = new URL(engines.clickhouseUrl);
  clickhouseUrl.pathname = '/copse';
  return {
    HOST: '127.0.0.1',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
    POSTGRES_ADMIN_URL: engines.postgresAdminUrl,
    MEMBERSHIP_DATABASE_URL: databaseUrl('copse_membership', 'membership'),
    CAPTURE_DATABASE_URL: databaseUrl('copse_capture', 'capture'),
    VALUE_DATABASE_URL: databaseUrl('copse_value', 'value_evaluation'),
    KEYS_DATABASE_URL: databaseUrl('copse_keys', 'keys'),
    KAFKA_BROKERS: engines.kafkaBroker,
    CLICKHOUSE_URL: clickhouseUrl.toString(),
    COPSE_MASTER_KEY: secrets.masterKey,
    COPSE_ADMIN_KEY: secrets.adminKey,
    MEMBERSHIP_PORT: String(await getPort()),
    CAPTURE_PORT: String(await getPort()),
    VALUE_PORT: String(await getPort()),
    ANALYTICS_PORT: String(await getPort()),
  };
}

interface Secrets {
  readonly masterKey: string;
  readonly adminKey: string;
  readonly servicePassword: string;
}

/** Secrets are made once and kept beside the data they protect, readable by their owner alone. */
function readSecrets(file: string): Secrets {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const keyId = createHash('sha256').update(randomBytes(16)).digest('hex').slice(0, 16);
  const secrets: Secrets = {
    masterKey: randomBytes(32).toString('hex'),
    adminKey: `copse_${keyId}_${randomBytes(32).toString('base64url')}`,
    servicePassword: randomBytes(24).toString('base64url'),
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

function startProcesses(
  started: Map<ServiceProcessName, ServiceProcess>,
  folder: string,
  env: Readonly<Record<string, string>>,
): void {
  for (const [name, service] of Object.entries(SERVICE_PROCESSES))
    started.set(
      name as ServiceProcessName,
      startServiceProcess({
        name,
        entry: service.entry,
        env: { ...env, ...service.env, ...(service.port === null ? { [portOf(service.entry)]: '0' } : {}) },
        logFile: join(folder, `${name}.log`),
      }),
    );
}

/** A process without routes still serves its health; any port will do. */
function portOf(entry: string): string {
  return entry.includes('analytics') ? 'ANALYTICS_PORT' : 'CAPTURE_PORT';
}

async function awaitServices(env: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (const [name, service] of Object.entries(SERVICE_PROCESSES)) {
    if (service.port === null) continue;
    const port = Number(env[service.port]);
    while (!(await isPortOpen(port))) {
      signal?.throwIfAborted();
      if (Date.now() > deadline)
        throw new Error(`${name} does not listen on ${port} after 60 s; see its log`);
      await delay(100);
    }
  }
}
