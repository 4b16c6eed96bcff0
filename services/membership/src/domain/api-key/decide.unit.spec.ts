import { specify } from '@copse/event-store/specification';
import { describe, it } from 'vitest';
import type { ApiKeyCommand } from './commands.ts';
import { apiKeyDecider } from './decide.ts';
import type { ApiKeyEvent } from './events.ts';

const { given } = specify(apiKeyDecider);

const key = {
  keyId: '0123456789abcdef',
  tenantId: 'acme',
  label: 'forum',
  secretHash: 'cd'.repeat(32),
  expiresAt: null,
} as const;
const issue: ApiKeyCommand = {
  type: 'issue-key',
  ...key,
  scopes: ['membership:read', 'activities:write', 'activities:write'],
  grantorScopes: ['activities:write', 'membership:read', 'access:admin'],
  askedAt: '2026-03-01T12:00:00.000Z',
};
const issued: ApiKeyEvent = {
  type: 'key-issued',
  data: { ...key, scopes: ['activities:write', 'membership:read'], status: 'active' },
};
const revoked: ApiKeyEvent = { type: 'key-revoked', data: { ...issued.data, status: 'revoked' } };

describe('issuing a key', () => {
  it('grants scopes the grantor holds, each once, in the catalogue’s order', () => {
    given([]).when(issue).then([issued]);
  });

  it('refuses a scope the grantor does not hold', () => {
    given([])
      .when({ ...issue, scopes: ['operator'] })
      .thenRejected('scope-not-held');
  });

  it('refuses to expire at or before the instant of asking', () => {
    given([])
      .when({ ...issue, expiresAt: issue.askedAt })
      .thenRejected('expires-in-the-past');
  });

  it('takes an expiry to come', () => {
    const expiresAt = '2026-03-01T12:00:00.001Z';
    given([])
      .when({ ...issue, expiresAt })
      .then([{ type: 'key-issued', data: { ...issued.data, expiresAt } }]);
  });

  it('stays quiet when the very same key is issued again', () => {
    given([issued]).when(issue).thenNothing();
  });

  it('refuses an id that another key has', () => {
    given([issued])
      .when({ ...issue, secretHash: 'ef'.repeat(32) })
      .thenRejected('key-id-taken');
  });
});

describe('revoking a key', () => {
  it('says so with the key’s whole state', () => {
    given([issued]).when({ type: 'revoke-key' }).then([revoked]);
  });

  it('stays quiet when repeated', () => {
    given([issued, revoked]).when({ type: 'revoke-key' }).thenNothing();
  });

  it('refuses for a key nobody issued', () => {
    given([]).when({ type: 'revoke-key' }).thenRejected('key-not-found');
  });
});
