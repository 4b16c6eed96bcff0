// The data keys of identities as a process remembers them: opened with the master key, used for as long as callers
// allow.
import { randomBytes } from 'node:crypto';
import type { PostgresConnection } from '@copse/postgres';
import { LRUCache } from 'lru-cache';
import { KEY_BYTES, SealBrokenError, decrypt, encrypt } from './cipher.ts';
import type { DeriveKey } from './derived-keys.ts';
import { createIdentityKeyStore } from './identity-key-store.ts';
import { joinLengthPrefixed } from './length-prefixed.ts';

/** The keys database was filled under another master key. */
export class MasterKeyMismatchError extends Error {
  override readonly name = 'MasterKeyMismatchError';
}

/** How many data keys a process remembers. */
const REMEMBERED_MAX = 50_000;

interface RememberedKey {
  readonly tenant: string;
  readonly key: Buffer;
  /** When it was asked for: what was destroyed before is not in the answer. */
  readonly askedAtMs: number;
}

/** Finds keys in memory, where they were asked for at most `ageMaxMs` ago, or else in the keys database. */
export interface DataKeys {
  /** `id` null means the tenant's own key. */
  find(tenant: string, id: string | null, ageMaxMs: number): Promise<Buffer | null>;
  /** Of many, those that exist; one statement for all that have to be asked for. */
  findAll(tenant: string, ids: readonly string[], ageMaxMs: number): Promise<Map<string, Buffer>>;
  /** Makes the keys that are missing, all in one statement. */
  ensure(tenant: string, ids: readonly string[], ageMaxMs: number): Promise<void>;
  /** Destroys for good; true when there was one. */
  destroy(tenant: string, id: string): Promise<boolean>;
}

/** Creates them over the keys database. `now` is a clock in milliseconds that is never set. */
export function createDataKeys(options: {
  connection: PostgresConnection;
  deriveKey: DeriveKey;
  now?: () => number;
}): DataKeys {
  const { deriveKey, now = () => performance.now() } = options;
  const store = createIdentityKeyStore(options.connection);
  // By the id alone, which is random: a key put together of it and the tenant would have to be hashed at every look.
  const remembered = new LRUCache<string, RememberedKey>({ max: REMEMBERED_MAX });
  const recall = (tenant: string, id: string, askedSinceMs: number): Buffer | undefined => {
    const known = remembered.get(id);
    return known?.tenant === tenant && known.askedAtMs >= askedSinceMs ? known.key : undefined;
  };
  const wrap = (tenant: string, id: string, key: Buffer): Buffer =>
    encrypt(deriveKey(tenant, 'wrap-identity-keys'), joinLengthPrefixed([tenant, id]), key);
  const remember = (tenant: string, id: string, wrapped: Buffer, askedAtMs: number): Buffer => {
    // A copy of its own: what was opened is a slice of memory that others share, and would keep all of it.
    const key = Buffer.alloc(KEY_BYTES);
    unwrap(deriveKey(tenant, 'wrap-identity-keys'), tenant, id, wrapped).copy(key);
    remembered.set(id, { tenant, key, askedAtMs });
    return key;
  };
  const find: DataKeys['find'] = async (tenant, id, ageMaxMs) => {
    if (id === null) return deriveKey(tenant, 'seal-anonymous');
    const askedAtMs = now();
    const known = recall(tenant, id, askedAtMs - ageMaxMs);
    if (known !== undefined) return known;
    const wrapped = await store.find(tenant, id);
    if (wrapped !== null) return remember(tenant, id, wrapped, askedAtMs);
    remembered.delete(id);
    return null;
  };
  const findAll: DataKeys['findAll'] = async (tenant, ids, ageMaxMs) => {
    const keys = new Map<string, Buffer>();
    const missing = new Set<string>();
    const askedAtMs = now();
    for (const id of ids) {
      const known = recall(tenant, id, askedAtMs - ageMaxMs);
      if (known === undefined) missing.add(id);
      else keys.set(id, known);
    }
    if (missing.size === 0) return keys;
    const found = await store.findAll(tenant, [...missing]);
    for (const id of missing) {
      const wrapped = found.get(id);
      if (wrapped === undefined) remembered.delete(id);
      else keys.set(id, remember(tenant, id, wrapped, askedAtMs));
    }
    return keys;
  };
  return {
    find,
    findAll,
    ensure: async (tenant, ids, ageMaxMs) => {
      const askedAtMs = now();
      const missing = [...new Set(ids)].filter(
        (id) => recall(tenant, id, askedAtMs - ageMaxMs) === undefined,
      );
      if (missing.length === 0) return;
      const candidates = new Map(missing.map((id) => [id, wrap(tenant, id, randomBytes(KEY_BYTES))]));
      for (const [id, wrapped] of await store.ensure(tenant, candidates))
        remember(tenant, id, wrapped, askedAtMs);
    },
    destroy: async (tenant, id) => {
      const destroyed = await store.destroy(tenant, id);
      remembered.delete(id);
      return destroyed;
    },
  };
}

function unwrap(wrappingKey: Buffer, tenant: string, id: string, wrapped: Buffer): Buffer {
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
