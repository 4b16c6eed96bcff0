// The directory over the copy: what was read is believed for a moment, so that a revocation another process
// took in is effective within it, and for as long as the database is away.
import type { ApiKeyState } from '@copse/contracts';
import type { PostgresConnection } from '@copse/postgres';
import { LRUCache } from 'lru-cache';
import type { AccessDirectory } from './access-directory.ts';
import { createAccessKeyStore } from './access-key-store.ts';

/** How long a state read from the copy is believed while the database answers. */
const BELIEVED_MS = 1000;
/** Keys a process remembers, found or not; the least recently used go first. */
const REMEMBERED_MAX = 10_000;

interface Remembered {
  readonly state: ApiKeyState | null;
  readonly readAtMs: number;
}

/** Creates the directory. When the database is away, a key that was found before keeps working. */
export function createPostgresAccessDirectory(options: {
  connection: PostgresConnection;
  now?: () => number;
}): AccessDirectory {
  const store = createAccessKeyStore(options.connection);
  const now = options.now ?? Date.now;
  const remembered = new LRUCache<string, Remembered>({ max: REMEMBERED_MAX });
  const underWay = new Map<string, Promise<ApiKeyState | null>>();

  const read = async (keyId: string): Promise<ApiKeyState | null> => {
    const readAtMs = now();
    try {
      const state = (await store.find(keyId))?.state ?? null;
      remembered.set(keyId, { state, readAtMs });
      return state;
    } catch (error) {
      const known = remembered.get(keyId);
      if (known === undefined || known.state === null) throw error;
      return known.state;
    } finally {
      underWay.delete(keyId);
    }
  };
  return {
    find: async (keyId) => {
      const known = remembered.get(keyId);
      if (known !== undefined && now() - known.readAtMs < BELIEVED_MS) return known.state;
      const reading = underWay.get(keyId) ?? read(keyId);
      underWay.set(keyId, reading);
      return await reading;
    },
  };
}
