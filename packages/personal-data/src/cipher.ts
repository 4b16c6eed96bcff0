// AES-256-GCM with a random 96-bit nonce: nonce (12 bytes), ciphertext, tag (16 bytes). Keys are key objects:
// OpenSSL takes a buffer in anew at every call, which costs more than sealing a short text does. A random nonce
// is safe for 2^32 messages of one key; a key here belongs to one identity.
import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What was sealed does not open: another key or place, or a bit of it was changed. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';
}

// Asking the system for randomness costs microseconds however little is asked for, so it is asked for rarely.
const pool = Buffer.alloc(NONCE_BYTES * 512);
let used = pool.length;

/** A view that is valid until the next draw; the caller copies it. */
function drawNonce(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += NONCE_BYTES;
  return pool.subarray(used - NONCE_BYTES, used);
}

/** Encrypts bytes, or a text as UTF-8; the associated data must be the same to open it again. */
export function encrypt(key: KeyObject, associatedData: Buffer, plaintext: Buffer | string): Buffer {
  const nonce = drawNonce();
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(associatedData);
  const body = typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext);
  return Buffer.concat([nonce, body, cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts; throws SealBrokenError when key, associated data or a single bit differ. */
export function decrypt(key: KeyObject, associatedData: Buffer, sealed: Buffer): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES)
    throw new SealBrokenError('a sealed part is too short to be one');
  const end = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(associatedData)
    .setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
  } catch (error) {
    const reason = 'a sealed part does not open: another key or place, or it was tampered with';
    throw new SealBrokenError(reason, { cause: error });
  }
}
