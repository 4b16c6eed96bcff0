// The read model of registered identities, from their events. The sealed part is copied as it is: whoever
// destroys the identity's key makes both unreadable.
import type { RecordedEvent } from '@copse/event-store';
import type { Transaction } from '@copse/postgres';
import type { IdentityRegistered } from '../domain/identity/events.ts';
import { registeredIdentities } from './tables.ts';

/** Applies one event of an identity's stream. */
export async function projectIdentity(tx: Transaction, event: RecordedEvent): Promise<void> {
  if (event.type !== 'identity-registered') return;
  const { lookup, identityId, personId, source, bot } = event.data as Omit<IdentityRegistered, 'personal'>;
  const { tenant, sealed } = event;
  await tx.insert(registeredIdentities).values({ tenant, lookup, identityId, personId, source, bot, sealed });
}
