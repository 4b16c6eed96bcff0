// What can be asked of a tenant.
import type { TenantRegistered } from '@copse/contracts';

export type TenantCommand = { readonly type: 'register-tenant' } & TenantRegistered;
