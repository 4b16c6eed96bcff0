// Which partition a key goes to: murmur2 as Kafka's Java client computes it. Both adapters use this one
// function, so a key keeps its partition on either bus and beside producers in other languages.

const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/** Kafka's murmur2 of some bytes, as a signed 32-bit integer. */
export function hashMurmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  const tail = length & ~3;
  let hash = SEED ^ length;
  for (let at = 0; at < tail; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    const mixed = Math.imul(word, MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(mixed ^ (mixed >>> 24), MULTIPLIER);
  }
  const left = length & 3;
  if (left > 2) hash ^= bytes[tail + 2]! << 16;
  if (left > 1) hash ^= bytes[tail + 1]! << 8;
  if (left > 0) hash = Math.imul(hash ^ bytes[tail]!, MULTIPLIER);
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/** The partition of a key among `partitions`. */
export function partitionOf(key: Uint8Array, partitions: number): number {
  return (hashMurmur2(key) & 0x7fffffff) % partitions;
}
