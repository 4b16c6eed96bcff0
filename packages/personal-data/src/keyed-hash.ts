// BLAKE2b under a key (RFC 7693), by libsodium: a message authentication code in one call, without an object a
// message (ADR 17).
import sodium from 'sodium-native';
import { joinLengthPrefixedForNow } from './length-prefixed.ts';

/** The keyed hash of parts, each preceded by its length, as hex digits. Throws on half a surrogate pair. */
export type KeyedHash = (parts: readonly string[]) => string;

/** Creates the hash under a key of 16 to 64 bytes; it has as many bytes as asked for, 16 to 64. */
export function createKeyedHash(key: Buffer, hashBytes: number): KeyedHash {
  if (
    key.length < sodium.crypto_generichash_KEYBYTES_MIN ||
    key.length > sodium.crypto_generichash_KEYBYTES_MAX
  )
    throw new RangeError(`a key of ${key.length} bytes: BLAKE2b takes 16 to 64`);
  if (hashBytes < sodium.crypto_generichash_BYTES_MIN || hashBytes > sodium.crypto_generichash_BYTES_MAX)
    throw new RangeError(`a hash of ${hashBytes} bytes: BLAKE2b gives 16 to 64`);
  const digest = Buffer.alloc(hashBytes);
  return (parts) => {
    sodium.crypto_generichash(digest, joinLengthPrefixedForNow(parts), key);
    return digest.toString('hex');
  };
}
