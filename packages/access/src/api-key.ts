// API keys: `copse_<key id>_<secret>`. The id finds the key, the secret proves it; only its hash is kept.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

const KEY_TEXT = /^copse_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** A key as it is made: the text is shown once, the hash is kept. */
export interface GeneratedApiKey {
  readonly keyId: string;
  readonly key: string;
  readonly secretHash: string;
}

/** Makes a key with 256 random bits. */
export function generateApiKey(): GeneratedApiKey {
  const keyId = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { keyId, key: `copse_${keyId}_${secret}`, secretHash: hashSecret(secret) };
}

/** Takes a key's text apart; null where it is no key. */
export function parseApiKey(text: string): { keyId: string; secret: string } | null {
  const [, keyId, secret] = KEY_TEXT.exec(text) ?? [];
  return keyId === undefined || secret === undefined ? null : { keyId, secret };
}

/** SHA-256 of a secret, 64 hex digits. A secret of 256 random bits needs no slow hash. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** Compares in constant time. */
export function isSecretOf(secret: string, secretHash: string): boolean {
  const [expected, actual] = [Buffer.from(secretHash), Buffer.from(hashSecret(secret))];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
