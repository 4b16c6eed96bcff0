// Joins parts so that no two lists of parts can meet: each is preceded by its length in bytes.

/** `[length as 4 bytes, UTF-8 bytes]` of every part, one after the other. */
export function joinLengthPrefixed(parts: readonly string[]): Buffer {
  const chunks: Buffer[] = [];
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(bytes.length);
    chunks.push(length, bytes);
  }
  return Buffer.concat(chunks);
}
