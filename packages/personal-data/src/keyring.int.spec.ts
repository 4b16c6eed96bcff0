import { randomBytes, randomUUID } from 'node:crypto';
import { connectPostgres, migratePostgres, type PostgresConnection } from '@copse/postgres';
import { acquirePostgres, type TestDatabase } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeyring, keyringMigrations } from './keyring.ts';

const masterKey = randomBytes(32);
const context = { streamId: 'activity/1', version: 1 };
let database: TestDatabase;
let connection: PostgresConnection;

beforeAll(async () => {
  database = await (await acquirePostgres()).createDatabase('keys');
  const role = { serviceRole: 'copse_spec_keys', servicePassword: 'spec-only' };
  await migratePostgres({ url: database.url, sets: [keyringMigrations], ...role });
  const url = new URL(database.url);
  url.username = role.serviceRole;
  url.password = role.servicePassword;
  connection = connectPostgres({ url: url.toString(), applicationName: 'spec', maxConnections: 4 });
});

afterAll(async () => {
  await connection.close();
  await database.drop();
});

describe('a sealed part', () => {
  it('opens in its own place, by another process with the same master key', async () => {
    const identityId = randomUUID();
    const writer = createKeyring({ connection, masterKey });
    await writer.ensureKeys('t1', [identityId]);
    const sealed = await writer.seal('t1', identityId, context, { name: 'Ada 🌲' });
    const reader = createKeyring({ connection, masterKey });
    expect(await reader.unseal('t1', identityId, context, sealed)).toEqual({ name: 'Ada 🌲' });
    await expect(reader.unseal('t1', identityId, { ...context, version: 2 }, sealed)).rejects.toThrow();
  });

  it('does not open after one flipped bit', async () => {
    const keyring = createKeyring({ connection, masterKey });
    const bytes = Buffer.from(await keyring.seal('t1', null, context, { text: 'x' }), 'base64');
    bytes[14] = (bytes[14] ?? 0) ^ 1;
    await expect(keyring.unseal('t1', null, context, bytes.toString('base64'))).rejects.toThrow();
  });

  it('is unreadable for good once the key is destroyed', async () => {
    const identityId = randomUUID();
    const keyring = createKeyring({ connection, masterKey });
    await keyring.ensureKeys('t1', [identityId]);
    const sealed = await keyring.seal('t1', identityId, context, { name: 'Ada' });
    expect(await keyring.destroyKey('t1', identityId)).toBe(true);
    expect(await keyring.unseal('t1', identityId, context, sealed)).toBeNull();
    await expect(keyring.seal('t1', identityId, context, {})).rejects.toThrow('ensureKeys');
  });
});

describe('keys of identities', () => {
  it('are loaded for many at once, and none is made by it', async () => {
    const [known, unknown] = [randomUUID(), randomUUID()];
    await createKeyring({ connection, masterKey }).ensureKeys('t1', [known]);
    const reader = createKeyring({ connection, masterKey });
    await reader.loadKeys('t1', [known, unknown, known]);
    expect(await reader.seal('t1', known, context, {})).not.toBe('');
    await expect(reader.seal('t1', unknown, context, {})).rejects.toThrow('ensureKeys');
  });

  it('are made once when two processes meet the same identity', async () => {
    const ids = Array.from({ length: 50 }, () => randomUUID());
    const keyrings = [createKeyring({ connection, masterKey }), createKeyring({ connection, masterKey })];
    await Promise.all(keyrings.map(async (keyring) => await keyring.ensureKeys('t1', ids)));
    for (const id of ids) {
      const sealed = await keyrings[0]?.seal('t1', id, context, { id });
      expect(await keyrings[1]?.unseal('t1', id, context, sealed ?? '')).toEqual({ id });
    }
  });

  it('of another tenant are not found', async () => {
    const identityId = randomUUID();
    const keyring = createKeyring({ connection, masterKey });
    await keyring.ensureKeys('t1', [identityId]);
    const sealed = await keyring.seal('t1', identityId, context, {});
    expect(await keyring.unseal('t2', identityId, context, sealed)).toBeNull();
  });
});
