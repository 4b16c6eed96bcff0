// The read model of communities, from their events.
import type { CharterChanged, CommunityRegistered } from '@copse/contracts';
import type { RecordedEvent } from '@copse/event-store';
import type { Transaction } from '@copse/postgres';
import { and, eq } from 'drizzle-orm';
import { communities } from './tables.ts';

/** Applies one event of a community's stream. */
export async function projectCommunity(tx: Transaction, event: RecordedEvent): Promise<void> {
  const { tenant, version } = event;
  switch (event.type) {
    case 'community-registered': {
      const registered = event.data as CommunityRegistered;
      await tx
        .insert(communities)
        .values({ tenant, version, ...registered, registeredAt: new Date(event.recordedAt) });
      return;
    }
    case 'charter-changed': {
      const { key, charter } = event.data as CharterChanged;
      await tx
        .update(communities)
        .set({ charter, version })
        .where(and(eq(communities.tenant, tenant), eq(communities.key, key)));
      return;
    }
  }
}
