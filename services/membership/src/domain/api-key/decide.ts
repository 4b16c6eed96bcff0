// What an API key answers to a command. Nobody grants a scope they do not hold; a revoked key stays so.
import { SCOPES } from '@copse/contracts';
import { reject, type Decider, type Decision } from '@copse/event-store';
import type { ApiKeyCommand } from './commands.ts';
import type { ApiKeyEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { KeyState } from './state.ts';

export type ApiKeyRejection = 'expires-in-the-past' | 'key-id-taken' | 'key-not-found' | 'scope-not-held';

type Decided = Decision<ApiKeyEvent, ApiKeyRejection>;
type Issue = Extract<ApiKeyCommand, { type: 'issue-key' }>;

export const apiKeyDecider: Decider<ApiKeyCommand, KeyState, ApiKeyEvent, ApiKeyRejection> = {
  initialState: { status: 'unknown' },
  decide,
  evolve,
};

function decide(command: ApiKeyCommand, state: KeyState): Decided {
  switch (command.type) {
    case 'issue-key':
      return issueKey(command, state);
    case 'revoke-key':
      if (state.status === 'unknown') return reject('key-not-found');
      if (state.status === 'revoked') return [];
      return [{ type: 'key-revoked', data: { ...state, status: 'revoked' } }];
  }
}

function issueKey(command: Issue, state: KeyState): Decided {
  const { type: _, grantorScopes, askedAt, scopes, ...key } = command;
  if (state.status !== 'unknown') {
    return state.secretHash === key.secretHash ? [] : reject('key-id-taken', { keyId: key.keyId });
  }
  const notHeld = scopes.filter((scope) => !grantorScopes.includes(scope));
  if (notHeld.length > 0) return reject('scope-not-held', { scopes: notHeld });
  if (key.expiresAt !== null && key.expiresAt <= askedAt) {
    return reject('expires-in-the-past', { expiresAt: key.expiresAt });
  }
  const granted = SCOPES.filter((scope) => scopes.includes(scope));
  return [{ type: 'key-issued', data: { ...key, scopes: granted, status: 'active' } }];
}
