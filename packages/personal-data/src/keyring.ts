// Seals personal parts under a key of their identity. Destroying the key is what erasing means.
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { MigrationSet, PostgresConnection } from '@copse/postgres';
import { LRUCache } from 'lru-cache';
import { decrypt, encrypt } from './cipher.ts';
import { createDerivedKeys } from './derived-keys.ts';
import { createIdentityKeyStore } from './identity-key-store.ts';
import { joinLengthPrefixed } from './length-prefixed.ts';

/** The keys database's migrations. */
export const keyringMigrations: MigrationSet = {
  name: 'identity_keys',
  folder: join(import.meta.dirname, '../migrations'),
};

/** Where a sealed part belongs: it opens there and nowhere else. */
export interface SealingContext {
  readonly streamId: string;
  readonly version: number;
}

/** Seals and opens personal parts. `identityId` null means the tenant's own key (anonymous acts). */
export interface Keyring {
  /** Makes the keys that are missing, all in one statement. Call it before sealing for new identities. */
  ensureKeys(tenant: string, identityIds: readonly string[]): Promise<void>;
  /** Brings existing keys into memory, all in one statement, so that sealing for many need not look them up one by one. */
  loadKeys(tenant: string, identityIds: readonly string[]): Promise<void>;
  /** JSON of `content`, AES-256-GCM, base64. */
  seal(tenant: string, identityId: string | null, context: SealingContext, content: object): Promise<string>;
  /** The content; null when the key was destroyed. Throws when the sealed part was tampered with or moved. */
  unseal(tenant: string, identityId: string | null, context: SealingContext, sealed: string): Promise<unknown>;
  /** Destroys an identity's key for good; every process forgets it within `cacheSeconds`. */
  destroyKey(tenant: string, identityId: string): Promise<boolean>;
}

/** How many data keys a process remembers, and for how long. */
const CACHED_KEYS_MAX = 50_000;
const CACHE_SECONDS = 300;

/** Creates a keyring over the keys database. `masterKey` has 32 bytes. */
export function createKeyring(options: { connection: PostgresConnection; masterKey: Buffer }): Keyring {
  const store = createIdentityKeyStore(options.connection);
  const deriveKey = createDerivedKeys(options.masterKey);
  const dataKeys = new LRUCache<string, KeyObject>({ max: CACHED_KEYS_MAX, ttl: CACHE_SECONDS * 1000 });
  const wrap = (tenant: string, id: string, key: Buffer): Buffer =>
    encrypt(deriveKey(tenant, 'wrap-identity-keys'), joinLengthPrefixed([tenant, id]), key);
  const remember = (tenant: string, id: string, wrapped: Buffer): KeyObject => {
    const key = createSecretKey(decrypt(deriveKey(tenant, 'wrap-identity-keys'), joinLengthPrefixed([tenant, id]), wrapped));
    dataKeys.set(`${tenant}/${id}`, key);
    return key;
  };
  const findKey = async (tenant: string, id: string | null): Promise<KeyObject | null> => {
    if (id === null) return deriveKey(tenant, 'seal-anonymous');
    const known = dataKeys.get(`${tenant}/${id}`);
    if (known !== undefined) return known;
    const wrapped = await store.find(tenant, id);
    return wrapped === null ? null : remember(tenant, id, wrapped);
  };
  const listMissing = (tenant: string, identityIds: readonly string[]): string[] =>
    [...new Set(identityIds)].filter((id) => !dataKeys.has(`${tenant}/${id}`));
  return {
    loadKeys: async (tenant, identityIds) => {
      const missing = listMissing(tenant, identityIds);
      if (missing.length === 0) return;
      for (const [id, wrapped] of await store.findAll(tenant, missing)) remember(tenant, id, wrapped);
    },
    ensureKeys: async (tenant, identityIds) => {
      const missing = listMissing(tenant, identityIds);
      if (missing.length === 0) return;
      const candidates = new Map(missing.map((id) => [id, wrap(tenant, id, randomBytes(32))]));
      for (const [id, wrapped] of await store.ensure(tenant, candidates)) remember(tenant, id, wrapped);
    },
    seal: async (tenant, identityId, context, content) => {
      const key = await findKey(tenant, identityId);
      if (key === null) throw new Error('an identity has no key: ensureKeys comes before seal');
      return encrypt(key, associatedData(tenant, context), Buffer.from(JSON.stringify(content))).toString('base64');
    },
    unseal: async (tenant, identityId, context, sealed) => {
      const key = await findKey(tenant, identityId);
      if (key === null) return null;
      return JSON.parse(decrypt(key, associatedData(tenant, context), Buffer.from(sealed, 'base64')).toString()) as unknown;
    },
    destroyKey: async (tenant, identityId) => {
      dataKeys.delete(`${tenant}/${identityId}`);
      return await store.destroy(tenant, identityId);
    },
  };
}

function associatedData(tenant: string, context: SealingContext): Buffer {
  return joinLengthPrefixed([tenant, context.streamId, String(context.version)]);
}
