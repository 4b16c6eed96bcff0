// HMAC-SHA-256 for many short messages. Node's own makes an object a message and takes the key in anew each time;
// its one-shot hash does not, and an HMAC is two hashes (RFC 2104). The result is the same, in half the time.
import { createHmac, hash } from 'node:crypto';
import { joinLengthPrefixed, writeLengthPrefixed } from './length-prefixed.ts';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** Longer messages go Node's own way: for them the key is no longer what costs. */
const SHORT_BYTES_MAX = 8192;

/** The HMAC-SHA-256 of parts, each preceded by its length: 64 hex digits. Throws on half a surrogate pair. */
export type KeyedHash = (parts: readonly string[]) => string;

// Hashing is synchronous and every use fills it anew, so that one is enough for all keys.
const inner = Buffer.alloc(BLOCK_BYTES + SHORT_BYTES_MAX);
const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);

/** Creates the hash under a key of at most 64 bytes. */
export function createKeyedHash(key: Buffer): KeyedHash {
  if (key.length > BLOCK_BYTES)
    throw new RangeError('a key longer than a block would have to be hashed first');
  const innerPad = padKey(key, INNER_PAD);
  const outerPad = padKey(key, OUTER_PAD);
  return (parts) => {
    innerPad.copy(inner);
    const end = writeLengthPrefixed(parts, inner, BLOCK_BYTES);
    if (end === null) return createHmac('sha256', key).update(joinLengthPrefixed(parts)).digest('hex');
    outerPad.copy(outer);
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', outer, 'hex');
  };
}

function padKey(secret: Buffer, pad: number): Buffer {
  const padded = Buffer.alloc(BLOCK_BYTES, pad);
  for (const [index, byte] of secret.entries()) padded[index] = byte ^ pad;
  return padded;
}
