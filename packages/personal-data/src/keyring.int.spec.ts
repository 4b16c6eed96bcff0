import { randomBytes, randomUUID } from 'node:crypto';
import { connectPostgres, migratePostgres, type PostgresConnection } from '@copse/postgres';
import { acquirePostgres, type TestDatabase } from '@copse/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SealBrokenError } from './cipher.ts';
import { MasterKeyMismatchError } from './data-keys.ts';
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
    await expect(reader.unseal('t1', identityId, { ...context, version: 2 }, sealed)).rejects.toThrow(
      SealBrokenError,
    );
  });

  it('does not open after any one bit was flipped', async () => {
    const keyring = createKeyring({ connection, masterKey });
    const sealed = Buffer.from(await keyring.seal('t1', null, context, { text: 'x' }), 'base64');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(keyring.unseal('t1', null, context, changed.toString('base64'))).rejects.toThrow(
        SealBrokenError,
      );
    }
    for (const length of [0, 1, 39, sealed.length - 1]) {
      const cut = sealed.subarray(0, length).toString('base64');
      await expect(keyring.unseal('t1', null, context, cut)).rejects.toThrow(SealBrokenError);
    }
  });

  it('does not open in another stream, version, tenant or identity, also where only a border moved', async () => {
    const keyring = createKeyring({ connection, masterKey });
    const [one, other] = [randomUUID(), randomUUID()];
    await keyring.ensureKeys('t1', [one, other]);
    const sealed = await keyring.seal('t1', one, { streamId: 'activity/1', version: 12 }, { text: 'x' });
    for (const [id, streamId, version] of [
      [one, 'activity/2', 12],
      [one, 'activity/1', 1],
      [one, 'activity/11', 2],
      [other, 'activity/1', 12],
    ] as const)
      await expect(keyring.unseal('t1', id, { streamId, version }, sealed)).rejects.toThrow(SealBrokenError);
  });

  it('never looks alike twice, whatever is sealed, and opens to what it was', async () => {
    const keyring = createKeyring({ connection, masterKey });
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (content) => {
        const sealed = await keyring.seal('t1', null, context, content);
        expect(seen.has(sealed)).toBe(false);
        seen.add(sealed);
        const opened = await keyring.unseal('t1', null, context, sealed);
        expect(opened).toEqual(JSON.parse(JSON.stringify(content)));
      }),
    );
  });

  it('is unreadable for good once the key is destroyed', async () => {
    const identityId = randomUUID();
    const keyring = createKeyring({ connection, masterKey });
    await keyring.ensureKeys('t1', [identityId]);
    const sealed = await keyring.seal('t1', identityId, context, { name: 'Ada' });
    expect(await keyring.destroyKey('t1', identityId)).toBe(true);
    expect(await keyring.unseal('t1', identityId, context, sealed)).toBeNull();
    await expect(keyring.seal('t1', identityId, context, {})).rejects.toThrow('ensureKeys');
    // Not even for one who asks for a key again, here or in another process.
    await keyring.ensureKeys('t1', [identityId]);
    expect(await keyring.unseal('t1', identityId, context, sealed)).toBeNull();
    const other = createKeyring({ connection, masterKey });
    const sealText = await other.openSealer('t1', [identityId]);
    expect(() => sealText(identityId, context, '{}')).toThrow('ensureKeys');
    expect(await other.unseal('t1', identityId, context, sealed)).toBeNull();
    expect(await keyring.destroyKey('t1', identityId)).toBe(false);
  });

  it('is unreadable five seconds later in a process that remembers the key, and sealing needs no look-up', async () => {
    const clock = { ms: 0 };
    const identityId = randomUUID();
    const remembering = createKeyring({ connection, masterKey, now: () => clock.ms });
    await remembering.ensureKeys('t1', [identityId]);
    const sealed = await remembering.seal('t1', identityId, context, { name: 'Ada' });
    await createKeyring({ connection, masterKey }).destroyKey('t1', identityId);
    clock.ms = 4_999;
    expect(await remembering.unseal('t1', identityId, context, sealed)).toEqual({ name: 'Ada' });
    clock.ms = 5_001;
    await expect(remembering.seal('t1', identityId, context, {})).resolves.not.toBe('');
    expect(await remembering.unseal('t1', identityId, context, sealed)).toBeNull();
    await expect(remembering.seal('t1', identityId, context, {})).rejects.toThrow('ensureKeys');
  });
});

describe('keys of identities', () => {
  it('are loaded for many at once, and none is made by it', async () => {
    const [known, unknown] = [randomUUID(), randomUUID()];
    await createKeyring({ connection, masterKey }).ensureKeys('t1', [known]);
    const reader = createKeyring({ connection, masterKey });
    const sealText = await reader.openSealer('t1', [known, unknown, known]);
    for (const id of [known, null])
      expect(await reader.unseal('t1', id, context, sealText(id, context, '{"name":"Ada"}'))).toEqual({
        name: 'Ada',
      });
    expect(() => sealText(unknown, context, '{}')).toThrow('ensureKeys');
    expect(() => sealText(randomUUID(), context, '{}')).toThrow('ensureKeys');
  });

  it('are found for a page in one transaction, and again only for those found longer than five seconds ago', async () => {
    const clock = { ms: 0 };
    const ids = Array.from({ length: 100 }, () => randomUUID());
    const writer = createKeyring({ connection, masterKey });
    await writer.ensureKeys('t1', ids);
    const page = await Promise.all(
      [...ids, null].map(async (id) => ({ id, sealed: await writer.seal('t1', id, context, { id }) })),
    );
    const reader = createKeyring({ connection, masterKey, now: () => clock.ms });
    const transactions = vi.spyOn(connection.db, 'transaction');
    const openPage = async () => {
      const unseal = await reader.openUnsealer('t1', [...ids, ...ids, null]);
      return page.map(({ id, sealed }) => unseal(id, context, sealed));
    };
    expect(await openPage()).toEqual([...ids, null].map((id) => ({ id })));
    expect(transactions).toHaveBeenCalledTimes(1);
    clock.ms = 5_000;
    await openPage();
    expect(transactions).toHaveBeenCalledTimes(1);
    await writer.destroyKey('t1', ids[0] ?? '');
    transactions.mockClear();
    clock.ms = 5_001;
    expect(await openPage()).toEqual([null, ...[...ids.slice(1), null].map((id) => ({ id }))]);
    expect(transactions).toHaveBeenCalledTimes(1);
    transactions.mockRestore();
    // Neither is the one that is gone remembered for sealing, nor does anybody unnamed open.
    await expect(reader.seal('t1', ids[0] ?? '', context, {})).rejects.toThrow('ensureKeys');
    const ofNobody = await reader.openUnsealer('t1', []);
    expect(() => ofNobody(randomUUID(), context, '')).toThrow('opened for');
  });

  it('are remembered for their tenant only', async () => {
    const identityId = randomUUID();
    const keyring = createKeyring({ connection, masterKey });
    await keyring.ensureKeys('t1', [identityId]);
    const sealed = await keyring.seal('t1', identityId, context, { name: 'Ada' });
    await expect(keyring.seal('t2', identityId, context, {})).rejects.toThrow('ensureKeys');
    expect(await keyring.unseal('t2', identityId, context, sealed)).toBeNull();
    expect(await keyring.destroyKey('t2', identityId)).toBe(false);
    expect(await keyring.unseal('t1', identityId, context, sealed)).toEqual({ name: 'Ada' });
  });

  it('are sealed with for five minutes at most after they were destroyed elsewhere', async () => {
    const clock = { ms: 0 };
    const identityId = randomUUID();
    const remembering = createKeyring({ connection, masterKey, now: () => clock.ms });
    await remembering.ensureKeys('t1', [identityId]);
    await createKeyring({ connection, masterKey }).destroyKey('t1', identityId);
    clock.ms = 300_000;
    const sealText = await remembering.openSealer('t1', [identityId]);
    expect(sealText(identityId, context, '{}')).not.toBe('');
    clock.ms = 300_001;
    const askedAgain = await remembering.openSealer('t1', [identityId]);
    expect(() => askedAgain(identityId, context, '{}')).toThrow('ensureKeys');
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

  it('do not open with another master key, and the error says what to do', async () => {
    const identityId = randomUUID();
    await createKeyring({ connection, masterKey }).ensureKeys('t1', [identityId]);
    const stranger = createKeyring({ connection, masterKey: randomBytes(32) });
    await expect(stranger.openSealer('t1', [identityId])).rejects.toThrow(MasterKeyMismatchError);
    await expect(stranger.seal('t1', identityId, context, {})).rejects.toThrow(/start with the master key/);
  });

  it('stand wrapped in the database, which nothing can be read out of', async () => {
    const identityId = randomUUID();
    const keyring = createKeyring({ connection, masterKey });
    await keyring.ensureKeys('t9', [identityId]);
    const owner = connectPostgres({ url: database.url, applicationName: 'spec', maxConnections: 1 });
    const [row] = await owner.sql<{ length: number }[]>`
      select length(wrapped_key) as length from identity_key where identity_id = ${identityId}`;
    // A nonce of 24 bytes, a key of 32, a tag of 16.
    expect(row?.length).toBe(72);
    await owner.close();
  });
});
