import type { ApiKeyState } from '@copse/contracts';
import { connectPostgres, migratePostgres, type PostgresConnection } from '@copse/postgres';
import { acquirePostgres, eventually, type TestDatabase } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessCopyMigrations, createAccessKeyStore } from './access-key-store.ts';
import { createPostgresAccessDirectory } from './postgres-access-directory.ts';

let database: TestDatabase;
let serviceUrl: string;

const keyOf = (keyId: string, change: Partial<ApiKeyState> = {}): ApiKeyState => ({
  keyId,
  tenantId: 'acme',
  label: 'an app',
  secretHash: 'ab'.repeat(32),
  scopes: ['activities:write'],
  status: 'active',
  expiresAt: null,
  ...change,
});

const connect = (): PostgresConnection =>
  connectPostgres({ url: serviceUrl, applicationName: 'spec', maxConnections: 2 });

beforeAll(async () => {
  database = await (await acquirePostgres()).createDatabase('access');
  const role = { serviceRole: 'copse_spec_access', servicePassword: 'spec-only' };
  await migratePostgres({ url: database.url, sets: [accessCopyMigrations], ...role });
  const url = new URL(database.url);
  url.username = role.serviceRole;
  url.password = role.servicePassword;
  serviceUrl = url.toString();
});

afterAll(async () => await database.drop());

describe("a service's own copy of keys", () => {
  it('keeps the newest version, in whatever order versions arrive, also within one batch', async () => {
    const connection = connect();
    const store = createAccessKeyStore(connection);
    const revoked = { state: keyOf('0000000000000001', { status: 'revoked' }), version: 2 };
    const active = { state: keyOf('0000000000000001'), version: 1 };
    await store.save([revoked, active]);
    await store.save([active]);
    expect(await store.find('0000000000000001')).toEqual(revoked);
    await connection.close();
  });

  it('makes a revocation that another process took in effective within a second', async () => {
    const connection = connect();
    const store = createAccessKeyStore(connection);
    let nowMs = 0;
    const directory = createPostgresAccessDirectory({ connection, now: () => nowMs });
    await store.save([{ state: keyOf('0000000000000002'), version: 1 }]);
    expect((await directory.find('0000000000000002'))?.status).toBe('active');
    await store.save([{ state: keyOf('0000000000000002', { status: 'revoked' }), version: 2 }]);
    nowMs = 1000;
    await eventually(async () => expect((await directory.find('0000000000000002'))?.status).toBe('revoked'));
    await connection.close();
  });

  it('lets a known key work on while its database is away, and invents none', async () => {
    const connection = connect();
    const store = createAccessKeyStore(connection);
    let nowMs = 0;
    const directory = createPostgresAccessDirectory({ connection, now: () => nowMs });
    await store.save([{ state: keyOf('0000000000000003'), version: 1 }]);
    expect((await directory.find('0000000000000003'))?.status).toBe('active');
    await connection.close();
    nowMs = 3_600_000;
    expect((await directory.find('0000000000000003'))?.status).toBe('active');
    await expect(directory.find('0000000000000004')).rejects.toThrow(/CONNECTION_ENDED|Failed query/);
  });

  it('holds nobody up who is known while its database hangs, and believes at once what it is told', async () => {
    const [connection, owner] = [
      connect(),
      connectPostgres({ url: database.url, applicationName: 'spec', maxConnections: 1 }),
    ];
    const store = createAccessKeyStore(connection);
    let nowMs = 0;
    const directory = createPostgresAccessDirectory({ connection, now: () => nowMs });
    const active = { state: keyOf('0000000000000005'), version: 1 };
    await store.save([active]);
    expect((await directory.find('0000000000000005'))?.status).toBe('active');
    await owner.sql.begin(async (lock) => {
      await lock`lock table access_key in access exclusive mode`;
      nowMs = 60_000;
      // It returns although the look it began cannot end before the lock does.
      expect((await directory.find('0000000000000005'))?.status).toBe('active');
      directory.learn([{ state: keyOf('0000000000000005', { status: 'revoked' }), version: 2 }]);
      expect((await directory.find('0000000000000005'))?.status).toBe('revoked');
    });
    // The look that ends now read version 1; versions never go back.
    nowMs = 120_000;
    await eventually(async () => expect((await directory.find('0000000000000005'))?.status).toBe('revoked'));
    await connection.close();
    await owner.close();
  });

  it('forgets no known key, however many ids are guessed', async () => {
    const connection = connect();
    const store = createAccessKeyStore(connection);
    const directory = createPostgresAccessDirectory({ connection, now: () => 0 });
    await store.save([{ state: keyOf('0000000000000006'), version: 1 }]);
    await directory.find('0000000000000006');
    const guesses = Array.from({ length: 11_000 }, (_, index) => `f${index.toString(16).padStart(15, '0')}`);
    for (let from = 0; from < guesses.length; from += 500)
      await Promise.all(guesses.slice(from, from + 500).map(async (id) => await directory.find(id)));
    await connection.close();
    expect((await directory.find('0000000000000006'))?.status).toBe('active');
  });
});
