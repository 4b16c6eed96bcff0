// Keyed references: HMAC-SHA-256 under the tenant's secret, so that equal things meet and nobody who
// lacks the secret can confirm a guess.
import { createHmac } from 'node:crypto';
import { createDerivedKeys, type KeyPurpose } from './derived-keys.ts';
import { joinLengthPrefixed } from './length-prefixed.ts';

/** All results are 64 hex digits. */
export interface References {
  /** Finds an identity: the same (source, id) of a tenant gives the same lookup everywhere. */
  identityLookup(tenant: string, source: string, id: string): string;
  /** Names a thing of a source: an activity, a thread, an artefact. */
  thing(tenant: string, source: string, id: string): string;
  /** Tells equal contents from different ones. */
  contentHash(tenant: string, canonicalContent: string): string;
}

/** Creates references from the master key (32 bytes). */
export function createReferences(options: { masterKey: Buffer }): References {
  const deriveKey = createDerivedKeys(options.masterKey);
  const hash = (tenant: string, purpose: KeyPurpose, parts: readonly string[]): string =>
    createHmac('sha256', deriveKey(tenant, purpose)).update(joinLengthPrefixed(parts)).digest('hex');
  return {
    identityLookup: (tenant, source, id) => hash(tenant, 'identity-lookup', [source, id]),
    thing: (tenant, source, id) => hash(tenant, 'thing-reference', [source, id]),
    contentHash: (tenant, canonicalContent) => hash(tenant, 'content-hash', [canonicalContent]),
  };
}
