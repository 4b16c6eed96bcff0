// Seals personal parts under a key of their identity. Destroying the key is what erasing means.
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { MigrationSet, PostgresConnection } from '@copse/postgres';
import { LRUCache } from 'lru-cache';
import { SealBrokenError, decrypt, encrypt } from './cipher.ts';
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

/**
 * Seals a content that is JSON text already, as `Keyring.seal` does. Throws for an identity that was not named when
 * the sealer was opened, or has no key.
 */
export type SealText = (identityId: string | null, context: SealingContext, jsonText: string) => string;

/** Seals and opens personal parts. `identityId` null means the tenant's own key (anonymous acts). */
export interface Keyring {
  /**
   * Makes the keys that are missing, all in one statement. Call it before sealing for new identities. A key that
   * was destroyed is not made again.
   */
  ensureKeys(tenant: string, identityIds: readonly string[]): Promise<void>;
  /** Brings existing keys into memory, all in one statement, so that they need not be looked up one by one. */
  loadKeys(tenant: string, identityIds: readonly string[]): Promise<void>;
  /** Finds the keys of many as `loadKeys` does, and seals under them without waiting. */
  openSealer(tenant: string, identityIds: readonly string[]): Promise<SealText>;
  /** JSON of `content`, AES-256-GCM, base64. */
  seal(tenant: string, identityId: string | null, context: SealingContext, content: object): Promise<string>;
  /** The content; null when the key was destroyed. Throws SealBrokenError when it was tampered with or moved. */
  unseal(
    tenant: string,
    identityId: string | null,
    context: SealingContext,
    sealed: string,
  ): Promise<unknown>;
  /**
   * Destroys an identity's key for good. Five seconds later no process opens what it sealed; one that remembers
   * it may go on sealing for a few minutes, which nobody can open.
   */
  destroyKey(tenant: string, identityId: string): Promise<boolean>;
}

/** The keys database was filled under another master key. */
export class MasterKeyMismatchError extends Error {
  override readonly name = 'MasterKeyMismatchError';
}

/** How many data keys a process remembers, and how long it seals with one. */
const CACHED_KEYS_MAX = 50_000;
const CACHE_SECONDS = 300;
/** How long it opens with one unasked: after erasure another process must not show for minutes what was erased. */
const OPENED_UNASKED_MS = 5_000;

interface RememberedKey {
  readonly key: KeyObject;
  readonly foundAtMs: number;
}

/** Creates a keyring over the keys database. `masterKey` has 32 bytes. */
export function createKeyring(options: {
  connection: PostgresConnection;
  masterKey: Buffer;
  /** A clock in milliseconds that is never set; the process' own unless given. */
  now?: () => number;
}): Keyring {
  const { now = () => performance.now() } = options;
  const store = createIdentityKeyStore(options.connection);
  const deriveKey = createDerivedKeys(options.masterKey);
  const dataKeys = new LRUCache<string, RememberedKey>({ max: CACHED_KEYS_MAX, ttl: CACHE_SECONDS * 1000 });
  const wrap = (tenant: string, id: string, key: Buffer): Buffer =>
    encrypt(deriveKey(tenant, 'wrap-identity-keys'), joinLengthPrefixed([tenant, id]), key);
  const remember = (tenant: string, id: string, wrapped: Buffer): KeyObject => {
    const key = createSecretKey(unwrap(deriveKey(tenant, 'wrap-identity-keys'), tenant, id, wrapped));
    dataKeys.set(`${tenant}/${id}`, { key, foundAtMs: now() });
    return key;
  };
  const findKey = async (tenant: string, id: string | null, ageMaxMs: number): Promise<KeyObject | null> => {
    if (id === null) return deriveKey(tenant, 'seal-anonymous');
    const known = dataKeys.get(`${tenant}/${id}`);
    if (known !== undefined && now() - known.foundAtMs <= ageMaxMs) return known.key;
    const wrapped = await store.find(tenant, id);
    if (wrapped !== null) return remember(tenant, id, wrapped);
    dataKeys.delete(`${tenant}/${id}`);
    return null;
  };
  /** Of many, those that exist; one statement for all that are not in memory. */
  const findKeys = async (tenant: string, ids: readonly string[]): Promise<Map<string, KeyObject>> => {
    const keys = new Map<string, KeyObject>();
    for (const id of ids) {
      const known = dataKeys.get(`${tenant}/${id}`);
      if (known !== undefined) keys.set(id, known.key);
    }
    const missing = [...new Set(ids)].filter((id) => !keys.has(id));
    const found = missing.length === 0 ? [] : await store.findAll(tenant, missing);
    for (const [id, wrapped] of found) keys.set(id, remember(tenant, id, wrapped));
    return keys;
  };
  return {
    loadKeys: async (tenant, identityIds) => void (await findKeys(tenant, identityIds)),
    openSealer: async (tenant, identityIds) => {
      const keys = await findKeys(tenant, identityIds);
      const anonymous = deriveKey(tenant, 'seal-anonymous');
      return (identityId, context, jsonText) => {
        const key = identityId === null ? anonymous : (keys.get(identityId) ?? null);
        return sealUnder(key, tenant, context, jsonText);
      };
    },
    ensureKeys: async (tenant, identityIds) => {
      const missing = [...new Set(identityIds)].filter((id) => !dataKeys.has(`${tenant}/${id}`));
      if (missing.length === 0) return;
      const candidates = new Map(missing.map((id) => [id, wrap(tenant, id, randomBytes(32))]));
      for (const [id, wrapped] of await store.ensure(tenant, candidates)) remember(tenant, id, wrapped);
    },
    seal: async (tenant, identityId, context, content) =>
      sealUnder(await findKey(tenant, identityId, Infinity), tenant, context, JSON.stringify(content)),
    unseal: async (tenant, identityId, context, sealed) => {
      const key = await findKey(tenant, identityId, OPENED_UNASKED_MS);
      if (key === null) return null;
      return JSON.parse(
        decrypt(key, associatedData(tenant, context), Buffer.from(sealed, 'base64')).toString(),
      ) as unknown;
    },
    destroyKey: async (tenant, identityId) => {
      const destroyed = await store.destroy(tenant, identityId);
      dataKeys.delete(`${tenant}/${identityId}`);
      return destroyed;
    },
  };
}

function sealUnder(key: KeyObject | null, tenant: string, context: SealingContext, jsonText: string): string {
  if (key === null) throw new Error('an identity has no key: ensureKeys comes before seal');
  return encrypt(key, associatedData(tenant, context), jsonText).toString('base64');
}

function associatedData(tenant: string, context: SealingContext): Buffer {
  return joinLengthPrefixed([tenant, context.streamId, String(context.version)]);
}

function unwrap(wrappingKey: KeyObject, tenant: string, id: string, wrapped: Buffer): Buffer {
  try {
    return decrypt(wrappingKey, joinLengthPrefixed([tenant, id]), wrapped);
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
    const remedy = 'start with the master key the keys database was filled with';
    throw new MasterKeyMismatchError(`an identity's key does not open with this master key: ${remedy}`, {
      cause: error,
    });
  }
}
