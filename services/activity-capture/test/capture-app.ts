// Capture as specs use it: real PostgreSQL, the embedded bus on it, keys of several tenants, and a log kept.
import { generateApiKey, type AccessDirectory } from '@copse/access';
import { TOPICS, type ApiKeyState, type Scope } from '@copse/contracts';
import { createHttpApp, type ServiceModule } from '@copse/http';
import { createEmbeddedBus, embeddedBusMigrations, type Bus } from '@copse/messaging';
import { createLogger, createMetrics, type Logger } from '@copse/observability';
import { connectPostgres } from '@copse/postgres';
import { eventually } from '@copse/testing';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { createActivityCapture, type ActivityCaptureDependencies, type CaptureLimits } from '../src/index.ts';
import { createCaptureDatabase, createServiceDatabase, type CaptureDatabase } from './capture-database.ts';

/** A key of a tenant. */
export interface TestKey {
  readonly tenant: string;
  readonly authorization: string;
}

export interface CaptureApp {
  readonly app: FastifyInstance;
  readonly capture: ServiceModule;
  readonly bus: Bus;
  readonly database: CaptureDatabase;
  readonly busOwnerUrl: string;
  /** Everything that was logged, as text. */
  readonly logged: string[];
  issueKey(tenant: string, scopes: readonly Scope[]): TestKey;
  post(key: TestKey, url: string, body: unknown): Promise<LightMyRequestResponse>;
  get(key: TestKey, url: string): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

/** How a spec wants it. */
export interface CaptureAppOptions {
  readonly roles?: ActivityCaptureDependencies['roles'];
  readonly limits?: Partial<CaptureLimits>;
  /** Puts something around the embedded bus. */
  wrapBus?(bus: Bus): Bus;
  /** Another process' database, which it drops itself. */
  readonly database?: CaptureDatabase;
}

/** Boots it; the relay runs unless `roles` leave it out. */
export async function createCaptureApp(options: CaptureAppOptions = {}): Promise<CaptureApp> {
  const database = options.database ?? (await createCaptureDatabase());
  const logged: string[] = [];
  const destination = { write: (line: string) => void logged.push(line) };
  const logger = createLogger({ name: 'capture-spec', level: 'debug', destination });
  const metrics = createMetrics({ processMetrics: false });
  const embedded = await createBus(logger);
  const bus = options.wrapBus?.(embedded.bus) ?? embedded.bus;
  const keys = createTestKeys();
  const { connection, keysConnection, masterKey } = database;
  const capture = createActivityCapture({
    connection,
    keysConnection,
    bus,
    directory: keys.directory,
    masterKey,
    logger,
    metrics,
    ...(options.roles === undefined ? {} : { roles: options.roles }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const about = { title: 'capture', description: 'spec', version: '1.0.0' };
  const app = await createHttpApp({ ...about, logger, metrics, modules: [capture] });
  await capture.start();
  await waitUntilCalm(app);
  return {
    app,
    capture,
    bus,
    database,
    busOwnerUrl: embedded.ownerUrl,
    logged,
    issueKey: keys.issue,
    ...createCalls(app),
    close: async () => {
      await app.close();
      await capture.stop();
      await embedded.close();
      if (options.database === undefined) await database.drop();
    },
  };
}

/** An embedded bus in a database of its own, with every topic. */
async function createBus(logger: Logger): Promise<{ bus: Bus; ownerUrl: string; close(): Promise<void> }> {
  const { serviceUrl, ownerUrl, drop } = await createServiceDatabase('capture_bus', [embeddedBusMigrations]);
  const connection = connectPostgres({ url: serviceUrl, applicationName: 'capture-spec', maxConnections: 6 });
  const bus = createEmbeddedBus({ connection, logger });
  await bus.administration.ensureTopics(TOPICS);
  const close = async (): Promise<void> => {
    await bus.close();
    await connection.close();
    await drop();
  };
  return { bus, ownerUrl, close };
}

/** Keys in memory, in place of the copy of `copse.access`. */
function createTestKeys(): { directory: AccessDirectory; issue: CaptureApp['issueKey'] } {
  const keys = new Map<string, ApiKeyState>();
  const issue: CaptureApp['issueKey'] = (tenantId, scopes) => {
    const { keyId, key, secretHash } = generateApiKey();
    const state = { keyId, tenantId, label: 'spec', secretHash, status: 'active' as const, expiresAt: null };
    keys.set(keyId, { ...state, scopes: [...scopes] });
    return { tenant: tenantId, authorization: `Bearer ${key}` };
  };
  return { directory: { find: async (keyId) => keys.get(keyId) ?? null }, issue };
}

function createCalls(app: FastifyInstance): Pick<CaptureApp, 'post' | 'get'> {
  return {
    post: async ({ authorization }, url, body) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const payload = typeof body === 'string' ? body : JSON.stringify(body);
      return await app.inject({ method: 'POST', url, headers, payload });
    },
    get: async ({ authorization }, url) =>
      await app.inject({ method: 'GET', url, headers: { authorization } }),
  };
}

/** Loading modules holds the event loop up, and the app refuses work until it has seen it calm. */
async function waitUntilCalm(app: FastifyInstance): Promise<void> {
  await eventually(async () => {
    const { statusCode } = await app.inject({ method: 'GET', url: `/v1/activities/${'0'.repeat(32)}` });
    if (statusCode === 503) throw new Error('the event loop is not calm yet');
  });
}
