// Joins parts so that no two lists of parts can meet: each is preceded by its length in bytes.

const LENGTH_BYTES = 4;

/**
 * `[length as 4 bytes, UTF-8 bytes]` of every part, one after the other. Throws on half a surrogate pair: as
 * UTF-8 it would be equal to another text. The HTTP edge refuses them.
 */
export function joinLengthPrefixed(parts: readonly string[]): Buffer {
  let size = 0;
  for (const part of parts) {
    if (!part.isWellFormed()) throw new RangeError('half a surrogate pair cannot be told from another');
    size += LENGTH_BYTES + Buffer.byteLength(part, 'utf8');
  }
  const joined = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of parts) {
    const written = joined.write(part, at + LENGTH_BYTES, 'utf8');
    joined.writeUInt32BE(written, at);
    at += LENGTH_BYTES + written;
  }
  return joined;
}
