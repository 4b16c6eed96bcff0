// Keys derived from the master key by HKDF-SHA-256 (RFC 5869), one for each tenant and purpose.
import { hkdfSync } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { KEY_BYTES } from './cipher.ts';
import { joinLengthPrefixed } from './length-prefixed.ts';

const MASTER_KEY_BYTES = 32;

/** What a derived key is for; keys of different purposes say nothing of each other. */
export type KeyPurpose =
  | 'wrap-identity-keys'
  | 'seal-anonymous'
  | 'identity-lookup'
  | 'thing-reference'
  | 'content-hash';

/** Reads a master key from 64 hex digits or base64 of 32 bytes; throws naming what is wrong. */
export function parseMasterKey(text: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length !== MASTER_KEY_BYTES)
    throw new Error(`the master key has ${key.length} bytes: it needs 32, as 64 hex digits or base64`);
  return key;
}

/** Derived keys a process remembers; deriving one again takes some microseconds. */
const REMEMBERED_MAX = 10_000;

/** A tenant's key for a purpose. */
export type DeriveKey = (tenant: string, purpose: KeyPurpose) => Buffer;

/** Derives keys and remembers the last used. */
export function createDerivedKeys(masterKey: Buffer): DeriveKey {
  if (masterKey.length !== MASTER_KEY_BYTES) throw new Error('the master key needs 32 bytes');
  const derived = new LRUCache<string, Buffer>({ max: REMEMBERED_MAX });
  return (tenant, purpose) => {
    const name = `${purpose}/${tenant}`;
    const known = derived.get(name);
    if (known !== undefined) return known;
    const info = joinLengthPrefixed(['copse', purpose, tenant]);
    const key = Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), info, KEY_BYTES));
    derived.set(name, key);
    return key;
  };
}
