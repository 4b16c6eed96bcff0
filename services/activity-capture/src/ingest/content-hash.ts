// Whether two posts of one (source, id) say the same: a keyed hash of the body in canonical form
// (RFC 8785), so that order of members and white space make no difference and everything else does. It is
// keyed because a plain hash of a short text can be guessed back.
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import canonicalize from 'canonicalize';

const PURPOSE = 'copse activity content';
const KEY_BYTES = 32;
/** Tenants whose derived key is kept; past it the oldest is derived anew. */
const KEYS_MAX = 1000;

/** 64 hex digits for a JSON value of a tenant. */
export type HashContent = (tenant: string, content: object) => string;

/** Creates the hash under keys derived from the master key, one per tenant. */
export function createContentHash(masterKey: Buffer): HashContent {
  const keys = new Map<string, KeyObject>();
  return (tenant, content) => {
    const key = keys.get(tenant) ?? deriveKey(masterKey, tenant);
    if (!keys.has(tenant)) {
      const oldest = keys.size < KEYS_MAX ? undefined : keys.keys().next().value;
      if (oldest !== undefined) keys.delete(oldest);
      keys.set(tenant, key);
    }
    const text = canonicalize(content);
    if (text === undefined) throw new TypeError('content has no canonical form');
    return createHmac('sha256', key).update(text).digest('hex');
  };
}

/** A key object, not a buffer: OpenSSL prepares it once, which makes each HMAC several times cheaper. */
function deriveKey(masterKey: Buffer, tenant: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, tenant, PURPOSE, KEY_BYTES)));
}
