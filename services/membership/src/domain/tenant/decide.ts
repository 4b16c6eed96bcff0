// What a tenant answers to a command: a tenant's id is taken once.
import { reject, type Decider, type Decision } from '@copse/event-store';
import type { TenantCommand } from './commands.ts';
import type { TenantEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { TenantState } from './state.ts';

export type TenantRejection = 'tenant-id-taken';

export const tenantDecider: Decider<TenantCommand, TenantState, TenantEvent, TenantRejection> = {
  initialState: { status: 'unregistered' },
  decide,
  evolve,
};

function decide(command: TenantCommand, state: TenantState): Decision<TenantEvent, TenantRejection> {
  const { tenantId, name } = command;
  if (state.status === 'unregistered') return [{ type: 'tenant-registered', data: { tenantId, name } }];
  return state.name === name ? [] : reject('tenant-id-taken', { tenantId });
}
