import { randomUUID } from 'node:crypto';
import { TOPICS, recordKey, type ApiKeyState, type PublicEvent } from '@copse/contracts';
import { createEmbeddedBus, createKafkaBus, embeddedBusMigrations, type Bus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { connectPostgres, migratePostgres, type PostgresConnection } from '@copse/postgres';
import { acquirePostgres, eventually, type TestDatabase } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessCopyMigrations } from './access-key-store.ts';
import { generateApiKey } from './api-key.ts';
import { createPostgresAccessCopy } from './postgres-access-copy.ts';
import { createPostgresAccessDirectory } from './postgres-access-directory.ts';

const logger = createLogger({ name: 'spec', level: 'silent' });
let database: TestDatabase;
let serviceUrl: string;
let connection: PostgresConnection;
let bus: Bus;

beforeAll(async () => {
  database = await (await acquirePostgres()).createDatabase('access_copy');
  const role = { serviceRole: 'copse_spec_access', servicePassword: 'spec-only' };
  await migratePostgres({ url: database.url, sets: [accessCopyMigrations, embeddedBusMigrations], ...role });
  const url = new URL(database.url);
  url.username = role.serviceRole;
  url.password = role.servicePassword;
  serviceUrl = url.toString();
  connection = connectPostgres({ url: serviceUrl, applicationName: 'spec', maxConnections: 8 });
  bus = createEmbeddedBus({ connection, logger });
  await bus.administration.ensureTopics(TOPICS);
});

afterAll(async () => {
  await bus.close();
  await connection.close();
  await database.drop();
});

/** Publishes a key's state as membership's relay does. */
async function publish(state: ApiKeyState, version: number): Promise<void> {
  const event: PublicEvent<ApiKeyState> = {
    specversion: '1.0',
    id: randomUUID(),
    source: 'copse/membership',
    type: `copse.access.key-${state.status === 'active' ? 'issued' : 'revoked'}.v1`,
    subject: `key/${state.keyId}`,
    time: '2026-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    tenantid: state.tenantId,
    streamversion: version,
    data: state,
  };
  const key = recordKey(state.tenantId, event.subject);
  await bus.publish('copse.access', [{ key, value: Buffer.from(JSON.stringify(event)) }]);
}

function newKey(): ApiKeyState {
  const { keyId, secretHash } = generateApiKey();
  const scopes: ApiKeyState['scopes'] = ['activities:write'];
  return { keyId, tenantId: 'acme', label: 'an app', secretHash, scopes, status: 'active', expiresAt: null };
}

function createCopy(): ReturnType<typeof createPostgresAccessCopy> {
  const metrics = createMetrics({ processMetrics: false });
  return createPostgresAccessCopy({ connection, bus, groupId: `spec-${randomUUID()}`, logger, metrics });
}

describe('the copy of a service', () => {
  it('knows a key soon after it was issued, and forgets it within two seconds after it was revoked', async () => {
    const copy = createCopy();
    // Another process of the service, which consumes nothing and reads the same copy.
    const otherConnection = connectPostgres({ url: serviceUrl, applicationName: 'spec', maxConnections: 2 });
    const other = createPostgresAccessDirectory({ connection: otherConnection });
    await copy.start();
    const key = newKey();
    await publish(key, 1);
    await eventually(async () => {
      expect((await copy.find(key.keyId))?.status).toBe('active');
      expect((await other.find(key.keyId))?.status).toBe('active');
    });
    const revokedAtMs = Date.now();
    await publish({ ...key, status: 'revoked' }, 2);
    await eventually(async () => {
      expect((await copy.find(key.keyId))?.status).toBe('revoked');
      expect((await other.find(key.keyId))?.status).toBe('revoked');
    });
    expect(Date.now() - revokedAtMs).toBeLessThan(2_000);
    await copy.stop();
    await otherConnection.close();
  });

  it('does not let a late duplicate undo a revocation', async () => {
    const copy = createCopy();
    await copy.start();
    const [key, marker] = [newKey(), newKey()];
    await publish(key, 1);
    await publish({ ...key, status: 'revoked' }, 2);
    await publish(key, 1);
    await publish(marker, 1);
    await eventually(async () => expect(await copy.find(marker.keyId)).toEqual(marker));
    expect((await copy.find(key.keyId))?.status).toBe('revoked');
    await copy.stop();
  });

  it('is durable: a process that starts while the bus is away knows every key', async () => {
    const copy = createCopy();
    await copy.start();
    const key = newKey();
    await publish(key, 1);
    await eventually(async () => expect(await copy.find(key.keyId)).not.toBeNull());
    await copy.stop();
    const later = createPostgresAccessDirectory({ connection });
    expect(await later.find(key.keyId)).toEqual(key);
  });

  it('starts while the bus is away, answers what it knew, and says what it waits for', async () => {
    const copy = createCopy();
    await copy.start();
    const key = newKey();
    await publish(key, 1);
    await eventually(async () => expect(await copy.find(key.keyId)).not.toBeNull());
    await copy.stop();
    const away = createKafkaBus({ brokers: ['127.0.0.1:1'], clientId: 'spec', logger });
    const later = createPostgresAccessCopy({
      connection,
      bus: away,
      groupId: 'spec-away',
      logger,
      metrics: createMetrics({ processMetrics: false }),
    });
    await later.start();
    await eventually(() => expect(later.progress().failure).toContain('127.0.0.1:1'), { timeoutMs: 20_000 });
    expect(await later.find(key.keyId)).toEqual(key);
    await later.stop();
    await away.close();
  });
});
