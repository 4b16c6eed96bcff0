// Reading tenants and API keys, for administrators. No secret and no hash of one is here.
import type { Scope } from '@copse/contracts';
import type { Transaction } from '@copse/postgres';
import { and, asc, eq, gt } from 'drizzle-orm';
import { apiKeys, tenants } from './tables.ts';

export interface ApiKeyRow {
  readonly keyId: string;
  readonly label: string;
  readonly scopes: readonly Scope[];
  readonly status: 'active' | 'revoked';
  readonly expiresAt: Date | null;
  readonly issuedAt: Date;
  readonly version: number;
}

/** The name of a registered tenant; null where there is none of that id. */
export async function findTenantName(tx: Transaction, tenant: string): Promise<string | null> {
  const [row] = await tx.select({ name: tenants.name }).from(tenants).where(eq(tenants.tenant, tenant));
  return row?.name ?? null;
}

/** Finds a key of a tenant; null where it has none of that id. */
export async function findApiKey(tx: Transaction, tenant: string, keyId: string): Promise<ApiKeyRow | null> {
  const [row] = await tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.tenant, tenant), eq(apiKeys.keyId, keyId)));
  return row ?? null;
}

/** At most `limit` keys by id, from behind `afterKeyId` on. */
export async function listApiKeys(
  tx: Transaction,
  tenant: string,
  { afterKeyId, limit }: { afterKeyId: string | null; limit: number },
): Promise<ApiKeyRow[]> {
  return await tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.tenant, tenant), afterKeyId === null ? undefined : gt(apiKeys.keyId, afterKeyId)))
    .orderBy(asc(apiKeys.keyId))
    .limit(limit);
}
