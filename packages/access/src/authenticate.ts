// From a credential to a caller, or to the reason why not. Deny by default.
import type { ApiKeyState } from '@copse/contracts';
import type { Caller } from '@copse/http';
import type { AccessDirectory } from './access-directory.ts';
import { isSecretOf, parseApiKey } from './api-key.ts';

/** Why a credential is no good. What it says does not tell an existing key from a missing one. */
export type CredentialFault =
  | 'credential-missing'
  | 'credential-malformed'
  | 'credential-refused'
  | 'credential-expired';

/** A state read once stands for the same caller in every request. */
const callers = new WeakMap<ApiKeyState, Caller>();

/**
 * Reads an `Authorization` header. The tenant comes from the credential and from nowhere else. `nowMs` is
 * milliseconds since 1970.
 */
export async function authenticate(
  directory: AccessDirectory,
  authorization: string | undefined,
  nowMs: number,
): Promise<Caller | CredentialFault> {
  if (authorization === undefined || authorization === '') return 'credential-missing';
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  const parsed = token === undefined ? null : parseApiKey(token);
  if (parsed === null) return 'credential-malformed';
  const state = await directory.find(parsed.keyId);
  if (state === null || !isSecretOf(parsed.secret, state.secretHash) || state.status !== 'active')
    return 'credential-refused';
  if (isExpired(state, nowMs)) return 'credential-expired';
  return toCaller(state);
}

function toCaller(state: ApiKeyState): Caller {
  const known = callers.get(state);
  if (known !== undefined) return known;
  const caller = { tenant: state.tenantId, keyId: state.keyId, scopes: new Set(state.scopes) };
  callers.set(state, caller);
  return caller;
}

/** At its expiry a key has expired. */
function isExpired(state: ApiKeyState, nowMs: number): boolean {
  return state.expiresAt !== null && Date.parse(state.expiresAt) <= nowMs;
}
