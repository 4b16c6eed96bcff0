// Keyed references: BLAKE2b under the tenant's secret, so that equal things meet and nobody who
// lacks the secret can confirm a guess.
import { LRUCache } from 'lru-cache';
import { createDerivedKeys, type KeyPurpose } from './derived-keys.ts';
import { createKeyedHash } from './keyed-hash.ts';

/** The references of every tenant. */
export interface References {
  /** Those of one tenant; take them once for many. */
  ofTenant(tenant: string): TenantReferences;
}

export interface TenantReferences {
  /** Finds an identity: the same (source, id) of a tenant gives the same lookup everywhere; 64 hex digits. */
  identityLookup(source: string, id: string): string;
  /** Names a thing of a source, an activity, a thread or an artefact, by 128 bits: 32 hex digits. */
  thing(source: string, id: string): string;
  /** Tells equal contents from different ones, by 128 bits: 32 hex digits. */
  contentHash(canonicalContent: string): string;
}

/** 128 bits: a tenant would need 10^18 things for two of them to meet once in a thousand. They are in every row. */
const THING_BYTES = 16;
/** Compared with one other, and nobody without the secret can look for two that meet. In every row too. */
const CONTENT_BYTES = 16;
/** An identity's name in every service for good; few rows hold one. */
const LOOKUP_BYTES = 32;
/** Tenants a process remembers the hashes of. */
const REMEMBERED_MAX = 3_000;

/** Creates references from the master key (32 bytes). */
export function createReferences(options: { masterKey: Buffer }): References {
  const deriveKey = createDerivedKeys(options.masterKey);
  const remembered = new LRUCache<string, TenantReferences>({ max: REMEMBERED_MAX });
  const open = (tenant: string): TenantReferences => {
    const hashFor = (purpose: KeyPurpose, bytes: number) =>
      createKeyedHash(deriveKey(tenant, purpose), bytes);
    const hashIdentity = hashFor('identity-lookup', LOOKUP_BYTES);
    const hashThing = hashFor('thing-reference', THING_BYTES);
    const hashContent = hashFor('content-hash', CONTENT_BYTES);
    return {
      identityLookup: (source, id) => hashIdentity([source, id]),
      thing: (source, id) => hashThing([source, id]),
      contentHash: (canonicalContent) => hashContent([canonicalContent]),
    };
  };
  return {
    ofTenant: (tenant) => {
      const known = remembered.get(tenant);
      if (known !== undefined) return known;
      const opened = open(tenant);
      remembered.set(tenant, opened);
      return opened;
    },
  };
}
