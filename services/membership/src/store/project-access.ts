// The read models of tenants and API keys, from their events. The hash of a secret stays in the log and in
// the copies that check keys; administrators never see it.
import type { ApiKeyState, TenantRegistered } from '@copse/contracts';
import type { RecordedEvent } from '@copse/event-store';
import type { Transaction } from '@copse/postgres';
import { and, eq } from 'drizzle-orm';
import { apiKeys, tenants } from './tables.ts';

/** Applies one event of a tenant's stream. */
export async function projectTenant(tx: Transaction, event: RecordedEvent): Promise<void> {
  if (event.type !== 'tenant-registered') return;
  const { name } = event.data as TenantRegistered;
  await tx.insert(tenants).values({ tenant: event.tenant, name, version: event.version });
}

/** Applies one event of a key's stream. */
export async function projectApiKey(tx: Transaction, event: RecordedEvent): Promise<void> {
  const { tenant, version } = event;
  const { keyId, label, scopes, status, expiresAt } = event.data as ApiKeyState;
  switch (event.type) {
    case 'key-issued':
      await tx.insert(apiKeys).values({
        tenant,
        keyId,
        label,
        scopes,
        status,
        version,
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
        issuedAt: new Date(event.recordedAt),
      });
      return;
    case 'key-revoked':
      await tx
        .update(apiKeys)
        .set({ status, version })
        .where(and(eq(apiKeys.tenant, tenant), eq(apiKeys.keyId, keyId)));
      return;
  }
}
