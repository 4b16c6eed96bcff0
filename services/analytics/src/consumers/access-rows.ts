// copse.access → rows. Each event carries the whole state of its tenant or key.
import type { ApiKeyState, PublicEvent, TenantRegistered } from '@copse/contracts';
import { toEngineInstant } from '../store/engine-instant.ts';
import { makeRow, type ProjectedRow } from '../store/tables.ts';

/** A tenant. */
export function toTenantRow(event: PublicEvent<TenantRegistered>): ProjectedRow {
  return makeRow('tenants', [event.data.tenantId, event.data.name, event.streamversion]);
}

/** A key's state after its issue or revocation. */
export function toAccessKeyRow(event: PublicEvent<ApiKeyState>): ProjectedRow {
  const { data } = event;
  return makeRow('accessKeys', [
    data.keyId,
    data.tenantId,
    data.label,
    data.secretHash,
    data.scopes,
    data.status,
    data.expiresAt === null ? null : toEngineInstant(data.expiresAt),
    event.streamversion,
  ]);
}
