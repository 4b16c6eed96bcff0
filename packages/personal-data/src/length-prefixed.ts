// Joins parts so that no two lists of parts can meet: each is preceded by its length in bytes.
import { BYTES_OF_UNIT_MAX, createViews } from './scratch.ts';

/** What is joined for one use only shares these bytes. */
const shared = Buffer.alloc(8192);
const viewShared = createViews(shared, 0);

const LENGTH_BYTES = 4;

/**
 * `[length as 4 bytes, UTF-8 bytes]` of every part, one after the other. Throws on half a surrogate pair: as
 * UTF-8 it would be equal to another text. The HTTP edge refuses them.
 */
export function joinLengthPrefixed(parts: readonly string[]): Buffer {
  const size = parts.reduce((sum, part) => sum + LENGTH_BYTES + part.length * BYTES_OF_UNIT_MAX, 0);
  const joined = Buffer.allocUnsafe(size);
  return joined.subarray(0, writeLengthPrefixed(parts, joined) ?? 0);
}

/** The same, in memory that the next call fills anew: for what is used up at once. */
export function joinLengthPrefixedForNow(parts: readonly string[]): Buffer {
  const end = writeLengthPrefixed(parts, shared);
  return end === null ? joinLengthPrefixed(parts) : viewShared(end);
}

/** Writes into `target` and gives the end; null where it might not fit. */
function writeLengthPrefixed(parts: readonly string[], target: Buffer): number | null {
  let at = 0;
  for (const part of parts) {
    if (!part.isWellFormed()) throw new RangeError('half a surrogate pair cannot be told from another');
    if (at + LENGTH_BYTES + part.length * BYTES_OF_UNIT_MAX > target.length) return null;
    const written = target.write(part, at + LENGTH_BYTES, 'utf8');
    target.writeUInt32BE(written, at);
    at += LENGTH_BYTES + written;
  }
  return at;
}
