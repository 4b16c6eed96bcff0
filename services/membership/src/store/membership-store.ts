// Everything the HTTP edge and the consumer need of the store, made once.
import type { Keyring, References } from '@copse/personal-data';
import type { RecordedEvent } from '@copse/event-store';
import { withTenant, type Database, type Transaction } from '@copse/postgres';
import { createCommandHandlers, type CommandHandlers } from './command-handlers.ts';
import { createIdentityRegistration, type RegisterIdentity } from './identity-registration.ts';
import { projectEvent } from './project-event.ts';

export interface MembershipStore {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly references: References;
  readonly handlers: CommandHandlers;
  readonly registerIdentity: RegisterIdentity;
  /** Runs a read in a transaction that sees one tenant. */
  read<T>(tenant: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** Makes the store on a connection of the service's role and a keyring. */
export function createMembershipStore(parts: {
  db: Database;
  keyring: Keyring;
  references: References;
}): MembershipStore {
  const handlers = createCommandHandlers(parts);
  return {
    db: parts.db,
    keyring: parts.keyring,
    references: parts.references,
    handlers,
    registerIdentity: createIdentityRegistration({ ...parts, handlers }),
    read: async (tenant, work) => await withTenant(parts.db, tenant, work),
  };
}

/** Brings the read models up to what was just appended. */
export async function projectEvents(tx: Transaction, recorded: readonly RecordedEvent[]): Promise<void> {
  for (const event of recorded) await projectEvent(tx, event);
}
