// What can happen to a tenant. The stream is `tenant/<tenantId>`, kept under that very tenant.
import type { TenantRegistered } from '@copse/contracts';
import type { DomainEvent } from '@copse/event-store';

export type TenantEvent = DomainEvent<'tenant-registered', TenantRegistered>;
