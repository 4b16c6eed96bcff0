// Joins parts so that no two lists of parts can meet: each is preceded by its length in bytes.

const LENGTH_BYTES = 4;
/** A code unit takes three bytes of UTF-8 at most. */
const BYTES_OF_UNIT_MAX = 3;

/**
 * `[length as 4 bytes, UTF-8 bytes]` of every part, one after the other. Throws on half a surrogate pair: as
 * UTF-8 it would be equal to another text. The HTTP edge refuses them.
 */
export function joinLengthPrefixed(parts: readonly string[]): Buffer {
  const size = parts.reduce((sum, part) => sum + LENGTH_BYTES + part.length * BYTES_OF_UNIT_MAX, 0);
  const joined = Buffer.allocUnsafe(size);
  return joined.subarray(0, writeLengthPrefixed(parts, joined, 0) ?? 0);
}

/** Writes the same into `target` from `start` on and gives its end; null where it might not fit. */
export function writeLengthPrefixed(parts: readonly string[], target: Buffer, start: number): number | null {
  let at = start;
  for (const part of parts) {
    if (!part.isWellFormed()) throw new RangeError('half a surrogate pair cannot be told from another');
    if (at + LENGTH_BYTES + part.length * BYTES_OF_UNIT_MAX > target.length) return null;
    const written = target.write(part, at + LENGTH_BYTES, 'utf8');
    target.writeUInt32BE(written, at);
    at += LENGTH_BYTES + written;
  }
  return at;
}
