// Who holds a key, out of this service's own tables: it answers while PostgreSQL and Kafka are down. What
// was read once is kept for a moment; what the consumer of copse.access hears replaces it at once.
import type { ApiKeyState } from '@copse/contracts';
import type { ClickHouseReader } from './clickhouse-reader.ts';

export interface ClickHouseAccessDirectory {
  /** A key's newest state; null where there is no such key. Rejects when it is not in memory and the engine is away. */
  find(keyId: string): Promise<ApiKeyState | null>;
  /** Takes in a state that has just been written to the table; an older version than the known one changes nothing. */
  learn(state: ApiKeyState, version: number): void;
}

interface Entry {
  readonly state: ApiKeyState | null;
  readonly version: number;
  readonly readAtMs: number;
}

interface KeyRow {
  readonly tenant: string;
  readonly label: string;
  readonly secretHash: string;
  readonly scopes: ApiKeyState['scopes'];
  readonly status: ApiKeyState['status'];
  /** Milliseconds since 1970; NEVER where the key does not expire. */
  readonly expiresAtMs: number;
  readonly latest: number;
}

// argMax passes over NULLs and would find an older expiry; no instant of the tables is this early.
const NEVER = -1e15;

const FIND_KEY = `
SELECT
    argMax(access_keys.tenant, version) AS tenant,
    argMax(access_keys.label, version) AS label,
    argMax(access_keys.secret_hash, version) AS secretHash,
    argMax(access_keys.scopes, version) AS scopes,
    toString(argMax(access_keys.status, version)) AS status,
    argMax(ifNull(toUnixTimestamp64Milli(access_keys.expires_at), ${NEVER}), version) AS expiresAtMs,
    max(version) AS latest
FROM access_keys
WHERE key_id = {keyId:String}
GROUP BY key_id`;

/**
 * Creates the directory. An entry is believed for `maxAgeMs` and then read again, so that a revocation
 * which another process took in is effective after that; Infinity is right only where this process is the
 * one that writes the table. `maxEntries` bounds the memory, once for keys and once for ids of
 * none: the entry read longest ago goes first.
 */
export function createClickHouseAccessDirectory(options: {
  reader: ClickHouseReader;
  maxAgeMs?: number;
  maxEntries?: number;
  now?: () => number;
}): ClickHouseAccessDirectory {
  const { reader, maxAgeMs = 1000, maxEntries = 10_000, now = Date.now } = options;
  const known = new Map<string, Entry>();
  // Apart from the others, so that guessing ids pushes no key out of memory.
  const absent = new Map<string, Entry>();
  const underWay = new Map<string, Promise<ApiKeyState | null>>();

  const keep = (keyId: string, entry: Entry): Entry => {
    const before = known.get(keyId);
    const newest =
      before !== undefined && before.version > entry.version
        ? { ...before, readAtMs: entry.readAtMs }
        : entry;
    known.delete(keyId);
    absent.delete(keyId);
    const entries = newest.state === null ? absent : known;
    entries.set(keyId, newest);
    const [oldest] = entries.keys();
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    return newest;
  };
  const read = async (keyId: string): Promise<ApiKeyState | null> => {
    const readAtMs = now();
    const [row] = await reader.read<KeyRow>({
      origin: 'access/find-key',
      sql: FIND_KEY,
      parameters: { keyId },
    });
    const entry =
      row === undefined ? { state: null, version: 0 } : { state: toState(keyId, row), version: row.latest };
    return keep(keyId, { ...entry, readAtMs }).state;
  };

  return {
    async find(keyId) {
      const entry = known.get(keyId) ?? absent.get(keyId);
      if (entry !== undefined && now() - entry.readAtMs < maxAgeMs) return entry.state;
      const asked = underWay.get(keyId) ?? read(keyId).finally(() => underWay.delete(keyId));
      underWay.set(keyId, asked);
      return await asked;
    },
    learn(state, version) {
      keep(state.keyId, { state, version, readAtMs: now() });
    },
  };
}

function toState(keyId: string, row: KeyRow): ApiKeyState {
  return {
    keyId,
    tenantId: row.tenant,
    label: row.label,
    secretHash: row.secretHash,
    scopes: row.scopes,
    status: row.status,
    expiresAt: row.expiresAtMs === NEVER ? null : new Date(row.expiresAtMs).toISOString(),
  };
}
