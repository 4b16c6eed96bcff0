// XChaCha20-Poly1305 by libsodium with a random 192-bit nonce: nonce (24 bytes), ciphertext, tag (16 bytes). One call
// seals a text; Node's cipher objects cost five times what sealing a short text does (ADR 17).
import { randomFillSync } from 'node:crypto';
import sodium from 'sodium-native';
import { BYTES_OF_UNIT_MAX, createViews } from './scratch.ts';

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

/** Writes a nonce nobody used before to the beginning of `sealed`. */
function writeNonce(sealed: Buffer): void {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  pool.copy(sealed, 0, used, used + NONCE_BYTES);
  used += NONCE_BYTES;
}

/** Encrypts bytes; the associated data must be the same to open them again. */
export function encrypt(key: Buffer, associatedData: Buffer, message: Buffer): Buffer {
  const sealed = Buffer.allocUnsafe(NONCE_BYTES + message.length + TAG_BYTES);
  writeNonce(sealed);
  const [nonce, body] = [sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES)];
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(body, message, associatedData, null, nonce, key);
  return sealed;
}

/** Most texts are shorter; one that is not gets memory of its own. */
const SHORT_TEXT_BYTES = 8192;
const shortText = Buffer.alloc(NONCE_BYTES + SHORT_TEXT_BYTES + TAG_BYTES);
const nonceOfShort = shortText.subarray(0, NONCE_BYTES);
const viewShortBody = createViews(shortText, NONCE_BYTES);

/** Encrypts a text as UTF-8, as `encrypt` does, to base64. */
export function encryptText(key: Buffer, associatedData: Buffer, text: string): string {
  if (text.length * BYTES_OF_UNIT_MAX > SHORT_TEXT_BYTES)
    return encrypt(key, associatedData, Buffer.from(text)).toString('base64');
  const length = shortText.write(text, NONCE_BYTES, 'utf8');
  writeNonce(shortText);
  // The sealed text takes the place of the text.
  const body = viewShortBody(length + TAG_BYTES);
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
    body,
    viewShortBody(length),
    associatedData,
    null,
    nonceOfShort,
    key,
  );
  return shortText.toString('base64', 0, NONCE_BYTES + length + TAG_BYTES);
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
