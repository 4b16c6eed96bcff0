// The directory over the copy: what was read is believed for a moment, so that a revocation another process
// took in is effective within it. A database that hangs or is away holds nobody up who is known already.
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiKeyState } from '@copse/contracts';
import type { PostgresConnection } from '@copse/postgres';
import { LRUCache } from 'lru-cache';
import type { AccessDirectory } from './access-directory.ts';
import { createAccessKeyStore, type VersionedKey } from './access-key-store.ts';

/** How long a state read from the copy is believed without a look. */
const BELIEVED_MS = 1_000;
/** How long a request waits for that look before it goes on with what was known. */
const PATIENCE_MS = 250;
/** Keys a process remembers, found or not; the least recently used go first. */
const REMEMBERED_MAX = 10_000;

interface Remembered {
  readonly key: VersionedKey;
  /** When it was last read, or failed to be read. */
  readonly checkedAtMs: number;
}

/** A directory that can be told a state before it is asked. */
export interface LearningDirectory extends AccessDirectory {
  /** Believes states at once; an older version than the one known changes nothing. */
  learn(keys: readonly VersionedKey[]): void;
}

/**
 * Creates the directory over a copy that this or another process keeps. When the database is away, a key that was
 * found before keeps working.
 */
export function createPostgresAccessDirectory(options: {
  readonly connection: PostgresConnection;
  readonly now?: () => number;
}): LearningDirectory {
  const store = createAccessKeyStore(options.connection);
  const now = options.now ?? Date.now;
  const remembered = new LRUCache<string, Remembered>({ max: REMEMBERED_MAX });
  // Apart from the others, so that guessing ids pushes no key out of memory.
  const absent = new LRUCache<string, { readonly checkedAtMs: number }>({ max: REMEMBERED_MAX });
  const underWay = new Map<string, Promise<VersionedKey | null>>();

  const remember = (keyId: string, read: VersionedKey | null): VersionedKey | null => {
    const known = remembered.get(keyId)?.key ?? null;
    // Versions never go back: a read that began before `learn` must not undo it.
    const newest = known !== null && (read === null || read.version < known.version) ? known : read;
    if (newest === null) {
      absent.set(keyId, { checkedAtMs: now() });
      return null;
    }
    absent.delete(keyId);
    remembered.set(keyId, { key: newest, checkedAtMs: now() });
    return newest;
  };

  const look = async (keyId: string): Promise<VersionedKey | null> => {
    try {
      return remember(keyId, await store.find(keyId));
    } catch (error) {
      const known = remembered.get(keyId)?.key;
      if (known === undefined) throw error;
      return remember(keyId, known);
    } finally {
      underWay.delete(keyId);
    }
  };

  const isFresh = (checked: { readonly checkedAtMs: number } | undefined): boolean =>
    checked !== undefined && now() - checked.checkedAtMs < BELIEVED_MS;

  const lookOnce = async (keyId: string): Promise<VersionedKey | null> => {
    const looking = underWay.get(keyId) ?? look(keyId);
    underWay.set(keyId, looking);
    return await looking;
  };

  const lookFirst = async (keyId: string): Promise<ApiKeyState | null> =>
    (await lookOnce(keyId))?.state ?? null;

  const lookAgain = async (keyId: string, known: ApiKeyState): Promise<ApiKeyState> =>
    (await within(PATIENCE_MS, lookOnce(keyId)))?.state ?? known;

  return {
    find: (keyId) => {
      const known = remembered.get(keyId);
      // A look that another request waits for already is not waited for again.
      if (known !== undefined)
        return isFresh(known) || underWay.has(keyId) ? known.key.state : lookAgain(keyId, known.key.state);
      return isFresh(absent.get(keyId)) ? null : lookFirst(keyId);
    },
    learn: (keys) => {
      for (const key of keys) remember(key.state.keyId, key);
    },
  };
}

/** What a promise resolves to within a time, undefined after it. It is left to run, and to be heard of. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  const ending = new AbortController();
  try {
    return await Promise.race([
      promise,
      delay(milliseconds, undefined, { signal: ending.signal, ref: false }),
    ]);
  } finally {
    ending.abort();
  }
}
