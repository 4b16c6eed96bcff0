// The administrator of an installation: a key given by configuration, so that the first tenant and the
// first key can be made.
import { SCOPES, type ApiKeyState } from '@copse/contracts';
import { hashSecret, parseApiKey } from './api-key.ts';

/** The state of an administrator's key, from its text. Throws when the text is no key. */
export function createAdministrator(options: { key: string; tenantId: string }): ApiKeyState {
  const parsed = parseApiKey(options.key);
  if (parsed === null)
    throw new Error(
      "the administrator's key is no API key: it has the form copse_<16 hex digits>_<43 characters>",
    );
  return {
    keyId: parsed.keyId,
    tenantId: options.tenantId,
    label: 'administrator',
    secretHash: hashSecret(parsed.secret),
    scopes: [...SCOPES],
    status: 'active',
    expiresAt: null,
  };
}

/** The administrator a configuration names; null where it names none. */
export function readAdministrator(config: {
  readonly COPSE_ADMIN_KEY?: string;
  readonly COPSE_ADMIN_TENANT: string;
}): ApiKeyState | null {
  const { COPSE_ADMIN_KEY: key, COPSE_ADMIN_TENANT: tenantId } = config;
  return key === undefined ? null : createAdministrator({ key, tenantId });
}
