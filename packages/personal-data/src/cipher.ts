// XChaCha20-Poly1305 by libsodium with a random 192-bit nonce: nonce (24 bytes), ciphertext, tag (16 bytes). One call
// seals a text; Node's cipher objects cost five times what sealing a short text does (ADR 17).
import { randomFillSync } from 'node:crypto';
import sodium from 'sodium-native';

/** Bytes of a key. */
export const KEY_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_KEYBYTES;

const NONCE_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
const TAG_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES;

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
export function encrypt(key: Buffer, associatedData: Buffer, plaintext: Buffer | string): Buffer {
  const message = typeof plaintext === 'string' ? Buffer.from(plaintext, 'utf8') : plaintext;
  const sealed = Buffer.allocUnsafe(NONCE_BYTES + message.length + TAG_BYTES);
  const nonce = drawNonce();
  nonce.copy(sealed);
  const body = sealed.subarray(NONCE_BYTES);
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(body, message, associatedData, null, nonce, key);
  return sealed;
}

/** Decrypts; throws SealBrokenError when key, associated data or a single bit differ. */
export function decrypt(key: Buffer, associatedData: Buffer, sealed: Buffer): Buffer {
  if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes, not ${key.length}`);
  if (sealed.length < NONCE_BYTES + TAG_BYTES)
    throw new SealBrokenError('a sealed part is too short to be one');
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const body = sealed.subarray(NONCE_BYTES);
  const message = Buffer.allocUnsafe(body.length - TAG_BYTES);
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(message, null, body, associatedData, nonce, key);
    return message;
  } catch (error) {
    const reason = 'a sealed part does not open: another key or place, or it was tampered with';
    throw new SealBrokenError(reason, { cause: error });
  }
}
