// A home for one service's specs: real databases, the embedded bus, the app as it is served, and callers of
// any tenant. Every home is nobody else's.
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { generateApiKey } from '@copse/access';
import {
  MARKER_KEY,
  TOPIC_OF_CONTEXT,
  TOPICS,
  type ApiKeyState,
  type PublicEvent,
  type Scope,
} from '@copse/contracts';
import { createHttpApp, type ServiceModule } from '@copse/http';
import { createEmbeddedBus, embeddedBusMigrations, type Bus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { keyringMigrations } from '@copse/personal-data';
import { connectPostgres, migratePostgres, type MigrationSet } from '@copse/postgres';
import { acquirePostgres } from '@copse/testing';
import type { FastifyInstance } from 'fastify';
import type { ServiceDependencies } from './service-dependencies.ts';

/** What a service is composed over in its home. */
export type HomeParts = Omit<ServiceDependencies<never>, 'roles' | 'onCrash'>;

/** An answer, its body parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Whatever the service answered: a spec looks into it. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A caller: asks with one key. */
export type Ask = (
  request: `${'GET' | 'POST' | 'PUT' | 'DELETE'} ${string}`,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

export interface ServiceHome extends HomeParts {
  readonly app: FastifyInstance;
  readonly service: ServiceModule;
  /** The superuser's address of the service's database, to look behind row-level security. */
  readonly ownerUrl: string;
  /** A caller of a tenant, with a key of its own. */
  caller(tenant: string, scopes: readonly Scope[]): Ask;
  /** A caller with a key as it is; null sends none. */
  callerWith(key: string | null): Ask;
  /** What the topic was seen to hold so far: poll it. A stream's events are in their order. */
  published(topic: string): readonly PublicEvent[];
  remove(): Promise<void>;
}

/** Migrates, composes, starts; resolves when the app answers. */
export async function createServiceHome(options: {
  readonly sets: readonly MigrationSet[];
  compose(parts: HomeParts): ServiceModule;
  /** Connections of the service's pool; 10 unless said. */
  readonly maxConnections?: number;
}): Promise<ServiceHome> {
  const own = await createDatabase('service', options.sets, options.maxConnections ?? 10);
  const keys = await createDatabase('keys', [keyringMigrations], 5);
  const busDatabase = await createDatabase('bus', [embeddedBusMigrations], 10);
  const logger = createLogger({ name: 'spec', level: 'silent' });
  const metrics = createMetrics({ processMetrics: false });
  const bus = createEmbeddedBus({ connection: busDatabase.connection, logger, retentionIntervalMs: null });
  await bus.administration.ensureTopics(TOPICS);
  const known = new Map<string, ApiKeyState>();
  const parts: HomeParts = {
    connection: own.connection,
    keysConnection: keys.connection,
    bus,
    directory: { find: async (keyId) => known.get(keyId) ?? null },
    masterKey: randomBytes(32),
    logger,
    metrics,
  };
  const service = options.compose(parts);
  const app = await createHttpApp({
    title: 'spec',
    description: 'spec',
    version: '0',
    logger,
    metrics,
    modules: [service],
    docs: false,
  });
  await service.start();
  const recorder = await recordTopics(bus);
  return {
    ...parts,
    app,
    service,
    ownerUrl: own.ownerUrl,
    caller: (tenant, scopes) => createCaller(app, addKey(known, tenant, scopes)),
    callerWith: (key) => createCaller(app, key),
    published: recorder.published,
    remove: async () => {
      await app.close();
      await service.stop();
      await recorder.stop();
      await bus.close();
      for (const database of [own, keys, busDatabase]) await database.remove();
    },
  };
}

function addKey(known: Map<string, ApiKeyState>, tenantId: string, scopes: readonly Scope[]): string {
  const { keyId, key, secretHash } = generateApiKey();
  const state = { keyId, tenantId, label: 'spec', secretHash, expiresAt: null } as const;
  known.set(keyId, { ...state, scopes: [...scopes], status: 'active' });
  return key;
}

/** On a busy machine the app may refuse work for a moment; nothing was done then, and a caller comes back. */
const OVERLOADED_ATTEMPTS_MAX = 40;
const OVERLOADED_WAIT_MS = 250;

function createCaller(app: FastifyInstance, key: string | null): Ask {
  return async (request, body, headers = {}) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await askOnce(app, key, request, body, headers);
      if (answer.body['code'] !== 'overloaded' || attempt === OVERLOADED_ATTEMPTS_MAX) return answer;
      await delay(OVERLOADED_WAIT_MS);
    }
  };
}

async function askOnce(
  app: FastifyInstance,
  key: string | null,
  request: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const [method, url] = request.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string];
  const response = await app.inject({
    method,
    url,
    headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  const text = response.body;
  return {
    status: response.statusCode,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
  };
}

async function createDatabase(prefix: string, sets: readonly MigrationSet[], maxConnections: number) {
  const database = await (await acquirePostgres()).createDatabase(prefix);
  const [serviceRole, servicePassword] = [`${database.name}_role`, randomBytes(12).toString('hex')];
  await migratePostgres({ url: database.url, sets, serviceRole, servicePassword });
  const url = new URL(database.url);
  url.username = serviceRole;
  url.password = servicePassword;
  const connection = connectPostgres({ url: url.href, applicationName: 'spec', maxConnections });
  return {
    ownerUrl: database.url,
    connection,
    remove: async () => {
      await connection.close();
      await database.drop();
    },
  };
}

/** Listens to what services publish, from the beginning, markers left out. */
async function recordTopics(bus: Bus) {
  const events = new Map<string, PublicEvent[]>();
  const subscription = await bus.subscribe({
    groupId: 'spec.recorder',
    topics: Object.values(TOPIC_OF_CONTEXT),
    from: 'earliest',
    onBatch: async ({ topic, records }) => {
      const recorded = events.get(topic) ?? [];
      for (const { key, value } of records) {
        if (value === null || key?.toString() === MARKER_KEY) continue;
        recorded.push(JSON.parse(value.toString()) as PublicEvent);
      }
      events.set(topic, recorded);
    },
    onCrash: (error) => {
      throw error;
    },
  });
  return {
    published: (topic: string): readonly PublicEvent[] => events.get(topic) ?? [],
    stop: subscription.stop,
  };
}
