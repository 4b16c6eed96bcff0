// Tenants and API keys.
import type { Scope } from '@copse/contracts';
import type { Transport } from './transport.ts';

export interface NewKey {
  /** What the key is for. */
  readonly label: string;
  readonly scopes: readonly Scope[];
  /** RFC 3339. */
  readonly expiresAt?: string;
  /** Another tenant than the caller's; needs the scope `operator`. */
  readonly tenantId?: string;
}

export interface KeyDescription {
  readonly keyId: string;
  readonly tenantId: string;
  readonly label: string;
  readonly scopes: readonly Scope[];
  readonly status: 'active' | 'revoked';
  readonly expiresAt: string | null;
  readonly issuedAt: string;
}

/** A key with its text, which is shown this once. */
export interface IssuedKey extends KeyDescription {
  readonly key: string | null;
}

export interface AccessCalls {
  createTenant(tenant: { readonly tenantId: string; readonly name: string }): Promise<void>;
  /** Not sent again when its answer is lost: list the keys and revoke what you cannot account for. */
  createKey(key: NewKey): Promise<IssuedKey>;
  /** Every key of the tenant, revoked ones included. */
  listKeys(tenantId?: string): Promise<readonly KeyDescription[]>;
  revokeKey(keyId: string, tenantId?: string): Promise<void>;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A tenant has no more keys than this; the bound keeps a faulty server from being asked for ever. */
const PAGES_MAX = 1000;

export function createAccessCalls(transport: Transport): AccessCalls {
  return {
    async createTenant(tenant) {
      await transport.request({ method: 'POST', path: '/v1/tenants', body: tenant, repeatable: true });
    },
    async createKey(key) {
      return (await transport.request<IssuedKey>({ method: 'POST', path: '/v1/keys', body: key })).body;
    },
    async listKeys(tenantId) {
      const keys: KeyDescription[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const query = { tenantId, cursor, limit: '100' };
        const { body } = await transport.request<Page<KeyDescription>>({
          method: 'GET',
          path: '/v1/keys',
          query,
        });
        keys.push(...body.items);
        if (body.nextCursor === null) return keys;
        cursor = body.nextCursor;
      }
      return keys;
    },
    async revokeKey(keyId, tenantId) {
      await transport.request({
        method: 'DELETE',
        path: `/v1/keys/${encodeURIComponent(keyId)}`,
        query: { tenantId },
      });
    },
  };
}
