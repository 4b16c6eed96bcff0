// CRC-32C (Castagnoli), the checksum of Kafka's record batches, eight bytes a step. Node has none built in.

const POLYNOMIAL = 0x82f63b78;
const TABLE_COUNT = 8;

/** Table t holds the checksum of each byte followed by t zero bytes. */
const tables = buildTables();

function buildTables(): Int32Array[] {
  const built = Array.from({ length: TABLE_COUNT }, () => new Int32Array(256));
  const first = built[0] as Int32Array;
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    first[byte] = value;
  }
  for (let table = 1; table < TABLE_COUNT; table += 1)
    for (let byte = 0; byte < 256; byte += 1) {
      const before = (built[table - 1] as Int32Array)[byte] ?? 0;
      (built[table] as Int32Array)[byte] = (before >>> 8) ^ (first[before & 0xff] ?? 0);
    }
  return built;
}

/** The checksum of `bytes` from `start` up to `end`, unsigned. */
export function computeCrc32c(bytes: Buffer, start: number, end: number): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let crc = -1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const low = crc ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    crc =
      t7[low & 0xff]! ^
      t6[(low >>> 8) & 0xff]! ^
      t5[(low >>> 16) & 0xff]! ^
      t4[low >>> 24]! ^
      t3[bytes[at + 4]!]! ^
      t2[bytes[at + 5]!]! ^
      t1[bytes[at + 6]!]! ^
      t0[bytes[at + 7]!]!;
  }
  for (; at < end; at += 1) crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]!) & 0xff]!;
  return (crc ^ -1) >>> 0;
}
