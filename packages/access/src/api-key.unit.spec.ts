import { SCOPES, type ApiKeyState } from '@copse/contracts';
import { describe, expect, it } from 'vitest';
import { createAdministrator } from './administrator.ts';
import { generateApiKey, isSecretOf, parseApiKey } from './api-key.ts';
import { authenticate } from './authenticate.ts';

const generated = generateApiKey();
const state: ApiKeyState = {
  keyId: generated.keyId,
  tenantId: 'acme',
  label: 'an app',
  secretHash: generated.secretHash,
  scopes: ['activities:write'],
  status: 'active',
  expiresAt: null,
};
const now = Date.parse('2026-01-01T00:00:00.000Z');
const ask = async (known: ApiKeyState | null, authorization: string | undefined) =>
  await authenticate({ find: async (id) => (id === known?.keyId ? known : null) }, authorization, now);

describe('an API key', () => {
  it('carries 256 random bits, and its hash alone proves it', () => {
    const parsed = parseApiKey(generated.key);
    expect(Buffer.from(parsed?.secret ?? '', 'base64url')).toHaveLength(32);
    expect(isSecretOf(parsed?.secret ?? '', generated.secretHash)).toBe(true);
    expect(isSecretOf(parsed?.secret ?? '', generateApiKey().secretHash)).toBe(false);
    expect(generated.secretHash).not.toContain(parsed?.secret);
  });

  it('lets its holder in as its tenant with its scopes', async () => {
    expect(await ask(state, `Bearer ${generated.key}`)).toEqual({
      tenant: 'acme',
      keyId: generated.keyId,
      scopes: new Set(['activities:write']),
    });
    expect(await ask(state, `bearer ${generated.key}`)).toMatchObject({ tenant: 'acme' });
  });

  it.each([
    ['none at all', state, undefined, 'credential-missing'],
    ['another scheme', state, `Basic ${generated.key}`, 'credential-malformed'],
    ['a token of another kind', state, 'Bearer eyJhbGciOiJub25lIn0.e30.', 'credential-malformed'],
    ['an unknown key', null, `Bearer ${generated.key}`, 'credential-refused'],
    ['a wrong secret', state, `Bearer copse_${generated.keyId}_${'A'.repeat(43)}`, 'credential-refused'],
    [
      'a revoked key',
      { ...state, status: 'revoked' as const },
      `Bearer ${generated.key}`,
      'credential-refused',
    ],
    [
      'a key at its expiry',
      { ...state, expiresAt: '2026-01-01T00:00:00.000Z' },
      `Bearer ${generated.key}`,
      'credential-expired',
    ],
  ])('is refused: %s', async (_name, known, authorization, fault) => {
    expect(await ask(known, authorization)).toBe(fault);
  });

  it('of the administrator has every scope, and must be a key', () => {
    expect(createAdministrator({ key: generated.key, tenantId: 'default' }).scopes).toEqual(SCOPES);
    expect(() => createAdministrator({ key: 'admin', tenantId: 'default' })).toThrow('no API key');
  });
});
