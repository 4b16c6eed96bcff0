// The administrator's key: made at the first start, kept in clear in a file only its owner can read.
import { createAdministrator, generateApiKey } from '@copse/access';
import type { ApiKeyState } from '@copse/contracts';
import { readSecretFile, writeSecretFile } from './secret-files.ts';

/** The tenant a standalone server starts with. */
export const DEFAULT_TENANT = 'default';

/** Reads the key, or makes it: all scopes, of the default tenant. A lost file makes a new key. */
export function ensureAdministrator(file: string): ApiKeyState {
  const known = readSecretFile(file);
  const key = known ?? generateApiKey().key;
  if (known === null) writeSecretFile(file, key);
  try {
    return createAdministrator({ key, tenantId: DEFAULT_TENANT });
  } catch (error) {
    throw new Error(`${file} holds no API key; remove it, and the next start makes a new one`, {
      cause: error,
    });
  }
}
