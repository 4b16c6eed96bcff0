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
export function authenticate(
  directory: AccessDirectory,
  authorization: string | undefined,
  nowMs: number,
): Caller | CredentialFault | Promise<Caller | CredentialFault> {
  if (authorization === undefined || authorization === '') return 'credential-missing';
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  const parsed = token === undefined ? null : parseApiKey(token);
  if (parsed === null) return 'credential-malformed';
  const found = directory.find(parsed.keyId);
  if (found instanceof Promise) return found.then((state) => judge(state, parsed.secret, nowMs));
  return judge(found, parsed.secret, nowMs);
}

function judge(state: ApiKeyState | null, secret: string, nowMs: number): Caller | CredentialFault {
  if (state === null || !isSecretOf(secret, state.secretHash) || state.status !== 'active')
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
