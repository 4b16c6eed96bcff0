// Seals personal parts under a key of their identity. Destroying the key is what erasing means.
import { join } from 'node:path';
import type { MigrationSet, PostgresConnection } from '@copse/postgres';
import { decrypt, encryptText } from './cipher.ts';
import { createDataKeys } from './data-keys.ts';
import { createDerivedKeys } from './derived-keys.ts';
import { joinLengthPrefixedForNow } from './length-prefixed.ts';

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

/** Opens as `Keyring.unseal` does. Throws for an identity that was not named when the unsealer was opened. */
export type Unseal = (identityId: string | null, context: SealingContext, sealed: string) => unknown;

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
  /** JSON of `content`, sealed (cipher.ts), base64. */
  seal(tenant: string, identityId: string | null, context: SealingContext, content: object): Promise<string>;
  /** The content; null when the key was destroyed. Throws SealBrokenError when it was tampered with or moved. */
  unseal(
    tenant: string,
    identityId: string | null,
    context: SealingContext,
    sealed: string,
  ): Promise<unknown>;
  /** Finds the keys of many, all in one statement, as fresh as `unseal` wants them, and opens without waiting. */
  openUnsealer(tenant: string, identityIds: readonly (string | null)[]): Promise<Unseal>;
  /**
   * Destroys an identity's key for good. Five seconds later no process opens what it sealed; one that remembers
   * it may go on sealing for a few minutes, which nobody can open.
   */
  destroyKey(tenant: string, identityId: string): Promise<boolean>;
}

/** How long a process seals with a key it remembers before it asks again. */
const SEALED_UNASKED_MS = 300_000;

/** How long it opens with one unasked: after erasure another process must not show for minutes what was erased. */
const OPENED_UNASKED_MS = 5_000;

/** Creates a keyring over the keys database. `masterKey` has 32 bytes. */
export function createKeyring(options: {
  connection: PostgresConnection;
  masterKey: Buffer;
  /** A clock in milliseconds that is never set; the process' own unless given. */
  now?: () => number;
}): Keyring {
  const deriveKey = createDerivedKeys(options.masterKey);
  const keys = createDataKeys({ ...options, deriveKey });
  return {
    ensureKeys: async (tenant, identityIds) => await keys.ensure(tenant, identityIds, SEALED_UNASKED_MS),
    loadKeys: async (tenant, identityIds) =>
      void (await keys.findAll(tenant, identityIds, SEALED_UNASKED_MS)),
    openSealer: async (tenant, identityIds) => {
      const found = await keys.findAll(tenant, identityIds, SEALED_UNASKED_MS);
      const anonymous = deriveKey(tenant, 'seal-anonymous');
      return (identityId, context, jsonText) => {
        const key = identityId === null ? anonymous : (found.get(identityId) ?? null);
        return sealUnder(key, tenant, context, jsonText);
      };
    },
    seal: async (tenant, identityId, context, content) => {
      const key = await keys.find(tenant, identityId, SEALED_UNASKED_MS);
      return sealUnder(key, tenant, context, JSON.stringify(content));
    },
    unseal: async (tenant, identityId, context, sealed) => {
      const key = await keys.find(tenant, identityId, OPENED_UNASKED_MS);
      return unsealUnder(key, tenant, context, sealed);
    },
    openUnsealer: async (tenant, identityIds) => {
      const named = new Set(identityIds.filter((id) => id !== null));
      const found = await keys.findAll(tenant, [...named], OPENED_UNASKED_MS);
      const anonymous = deriveKey(tenant, 'seal-anonymous');
      return (identityId, context, sealed) => {
        if (identityId === null) return unsealUnder(anonymous, tenant, context, sealed);
        if (!named.has(identityId)) throw new Error('an unsealer opens for those it was opened for');
        return unsealUnder(found.get(identityId) ?? null, tenant, context, sealed);
      };
    },
    destroyKey: keys.destroy,
  };
}

function sealUnder(key: Buffer | null, tenant: string, context: SealingContext, jsonText: string): string {
  if (key === null) throw new Error('an identity has no key: ensureKeys comes before seal');
  return encryptText(key, associatedData(tenant, context), jsonText);
}

function unsealUnder(key: Buffer | null, tenant: string, context: SealingContext, sealed: string): unknown {
  if (key === null) return null;
  const text = decrypt(key, associatedData(tenant, context), Buffer.from(sealed, 'base64')).toString();
  return JSON.parse(text) as unknown;
}

/** Valid until the next is asked for. */
function associatedData(tenant: string, context: SealingContext): Buffer {
  return joinLengthPrefixedForNow([tenant, context.streamId, String(context.version)]);
}
