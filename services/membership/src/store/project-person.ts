// The read models of people and of the identities that are theirs, from their events.
import type { IdentityLinked } from '@copse/contracts';
import type { RecordedEvent } from '@copse/event-store';
import type { Transaction } from '@copse/postgres';
import { and, eq } from 'drizzle-orm';
import { linkedIdentities, people } from './tables.ts';

/** Applies one event of a person's stream. */
export async function projectPerson(tx: Transaction, event: RecordedEvent): Promise<void> {
  const { tenant, version } = event;
  switch (event.type) {
    case 'person-registered': {
      const { personId } = event.data as { personId: string };
      await tx.insert(people).values({ tenant, personId, version, registeredAt: new Date(event.recordedAt) });
      return;
    }
    case 'identity-linked': {
      const { personId, identityId, bot } = event.data as IdentityLinked;
      await tx.insert(linkedIdentities).values({ tenant, identityId, personId, bot });
      await tx
        .update(people)
        .set({ version })
        .where(and(eq(people.tenant, tenant), eq(people.personId, personId)));
      return;
    }
  }
}
