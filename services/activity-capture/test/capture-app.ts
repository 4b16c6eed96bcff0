// Capture as specs use it: real PostgreSQL, the embedded bus on it, keys of several tenants, and a log kept.
import { generateApiKey, type AccessDirectory } from '@copse/access';
import { TOPICS, type ApiKeyState, type Scope } from '@copse/contracts';
import { createHttpApp, type ServiceModule } from '@copse/http';
import { createEmbeddedBus, embeddedBusMigrations, type Bus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { connectPostgres } from '@copse/postgres';
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

/** Boots it; the relay runs unless `roles` leave it out. `bus` replaces the embedded one. */
export async function createCaptureApp(
  options: {
    roles?: ActivityCaptureDependencies['roles'];
    limits?: Partial<CaptureLimits>;
    wrapBus?(bus: Bus): Bus;
    /** Another process' database, which it drops itself. */
    database?: CaptureDatabase;
  } = {},
): Promise<CaptureApp> {
  const database = options.database ?? (await createCaptureDatabase());
  const busDatabase = await createServiceDatabase('capture_bus', [embeddedBusMigrations]);
  const busConnection = connectPostgres({ url: busDatabase.serviceUrl, applicationName: 'capture-spec', maxConnections: 6 });
  const logged: string[] = [];
  const logger = createLogger({ name: 'capture-spec', level: 'debug', destination: { write: (line) => void logged.push(line) } });
  const metrics = createMetrics({ processMetrics: false });
  const embedded = createEmbeddedBus({ connection: busConnection, logger });
  await embedded.administration.ensureTopics(TOPICS);
  const bus = options.wrapBus?.(embedded) ?? embedded;
  const keys = new Map<string, ApiKeyState>();
  const directory: AccessDirectory = { find: async (keyId) => keys.get(keyId) ?? null };
  const { connection, keysConnection, masterKey } = database;
  const capture = createActivityCapture({
    connection,
    keysConnection,
    bus,
    directory,
    masterKey,
    logger,
    metrics,
    ...(options.roles === undefined ? {} : { roles: options.roles }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const app = await createHttpApp({ title: 'capture', description: 'spec', version: '1.0.0', logger, metrics, modules: [capture] });
  await capture.start();
  return {
    app,
    capture,
    bus,
    database,
    busOwnerUrl: busDatabase.ownerUrl,
    logged,
    issueKey: (tenant, scopes) => {
      const { keyId, key, secretHash } = generateApiKey();
      keys.set(keyId, { keyId, tenantId: tenant, label: 'spec', secretHash, scopes: [...scopes], status: 'active', expiresAt: null });
      return { tenant, authorization: `Bearer ${key}` };
    },
    post: async ({ authorization }, url, body) => {
      const headers = { authorization, 'content-type': 'application/json' };
      return await app.inject({ method: 'POST', url, headers, payload: typeof body === 'string' ? body : JSON.stringify(body) });
    },
    get: async ({ authorization }, url) => await app.inject({ method: 'GET', url, headers: { authorization } }),
    close: async () => {
      await app.close();
      await capture.stop();
      await embedded.close();
      await busConnection.close();
      await busDatabase.drop();
      if (options.database === undefined) await database.drop();
    },
  };
}
