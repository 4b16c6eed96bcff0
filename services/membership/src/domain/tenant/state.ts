// A tenant as its stream tells it.
import type { TenantRegistered } from '@copse/contracts';

export type TenantState =
  | { readonly status: 'unregistered' }
  | ({ readonly status: 'registered' } & TenantRegistered);
