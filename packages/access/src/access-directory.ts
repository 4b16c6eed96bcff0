// Who holds a key. Every service keeps a durable copy of its own and answers when everything else is down.
import type { ApiKeyState } from '@copse/contracts';

/** Finds keys by id. */
export interface AccessDirectory {
  /**
   * The newest state known here; null where there is no such key. Without a promise where it is in memory: waiting
   * for nothing costs a request more than the rest of its authentication.
   */
  find(keyId: string): ApiKeyState | null | Promise<ApiKeyState | null>;
}

/** Adds one administrator whose key comes from configuration, known before any topic has been read. */
export function withAdministrator(
  directory: AccessDirectory,
  administrator: ApiKeyState | null,
): AccessDirectory {
  if (administrator === null) return directory;
  return {
    find: (keyId) => (keyId === administrator.keyId ? administrator : directory.find(keyId)),
  };
}
