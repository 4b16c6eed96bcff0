// How an event changes a tenant.
import type { TenantEvent } from './events.ts';
import type { TenantState } from './state.ts';

/** Applies one event. */
export function evolve(_state: TenantState, event: TenantEvent): TenantState {
  return { status: 'registered', ...event.data };
}
