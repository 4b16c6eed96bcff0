// What a service tells about itself when its database refuses a write: anybody may ask for its health, and its
// log is read by many. Neither shows the values that were to be written.
import { randomUUID } from 'node:crypto';
import { accessCopyMigrations, createPostgresAccessCopy, generateApiKey } from '@copse/access';
import { TOPICS, recordKey } from '@copse/contracts';
import { createHttpApp } from '@copse/http';
import { createEmbeddedBus, embeddedBusMigrations, type Bus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { connectPostgres, migratePostgres, type PostgresConnection } from '@copse/postgres';
import { acquirePostgres, eventually, type TestDatabase } from '@copse/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeConsumer } from './service-health.ts';

const CANARY = 'canary-7f3a91';
const lines: string[] = [];
const logger = createLogger({
  name: 'spec',
  level: 'trace',
  destination: { write: (line) => void lines.push(line) },
});
let database: TestDatabase;
let connection: PostgresConnection;
let bus: Bus;

beforeAll(async () => {
  database = await (await acquirePostgres()).createDatabase('health');
  const role = { serviceRole: 'copse_spec_health', servicePassword: 'spec-only' };
  await migratePostgres({ url: database.url, sets: [accessCopyMigrations, embeddedBusMigrations], ...role });
  connection = connectPostgres({ url: database.url, applicationName: 'spec', maxConnections: 8 });
  bus = createEmbeddedBus({ connection, logger });
  await bus.administration.ensureTopics(TOPICS);
});
afterAll(async () => {
  await bus.close();
  await connection.close();
  await database.drop();
});

async function publishKey(): Promise<void> {
  const { keyId, secretHash } = generateApiKey();
  const data = {
    keyId,
    tenantId: 'acme',
    label: CANARY,
    secretHash,
    scopes: ['analytics:read'],
    status: 'active',
  };
  const event = {
    specversion: '1.0',
    id: randomUUID(),
    source: 'copse/membership',
    type: 'copse.access.key-issued.v1',
    subject: `key/${keyId}`,
    time: '2026-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    tenantid: 'acme',
    streamversion: 1,
    data: { ...data, expiresAt: null },
  };
  const record = { key: recordKey('acme', event.subject), value: Buffer.from(JSON.stringify(event)) };
  await bus.publish('copse.access', [record]);
}

it('names the dependency and the SQLSTATE, and no value of the statement that failed', async () => {
  const metrics = createMetrics({ processMetrics: false });
  const copy = createPostgresAccessCopy({ connection, bus, groupId: 'spec', logger, metrics });
  const module = {
    name: 'spec',
    routes: async () => {},
    start: copy.start,
    stop: copy.stop,
    health: async () => [describeConsumer('access copy', copy)],
  };
  const about = { title: 'spec', description: 'spec', version: '0', docs: false };
  const app = await createHttpApp({ ...about, logger, metrics, modules: [module] });
  await connection.sql`alter table access_key add constraint refusing check (version < 0)`;
  await module.start();
  await publishKey();
  await eventually(async () => {
    const { body } = await app.inject('/health/ready');
    expect(JSON.parse(body)).toMatchObject({ dependencies: [{ name: 'access copy', status: 'down' }] });
    expect(body).not.toContain(CANARY);
    expect(body).not.toContain('insert into');
  });
  await app.close();
  await module.stop();
  const log = lines.join('');
  expect(log).toContain('a dependency is down');
  expect(log).toContain('"code":"23514"');
  expect(log).not.toContain(CANARY);
});
