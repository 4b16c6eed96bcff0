// The read model of memberships, from their events: the newest interval of each.
import type { MemberJoined, MemberLeft } from '@copse/contracts';
import type { RecordedEvent } from '@copse/event-store';
import type { Transaction } from '@copse/postgres';
import { and, eq } from 'drizzle-orm';
import type { CommitmentStated } from '../domain/member/events.ts';
import { members } from './tables.ts';

/** Applies one event of a membership's stream. */
export async function projectMember(tx: Transaction, event: RecordedEvent): Promise<void> {
  const { tenant, version, sealed } = event;
  const sealedVersion = sealed === null ? null : version;
  switch (event.type) {
    case 'member-joined': {
      const { communityId, personId, joinedAt } = event.data as MemberJoined;
      const interval = {
        status: 'member',
        joinedAt: new Date(joinedAt),
        leftAt: null,
        sealed,
        sealedVersion,
        version,
      } as const;
      await tx
        .insert(members)
        .values({ tenant, communityId, personId, ...interval })
        .onConflictDoUpdate({
          target: [members.tenant, members.communityId, members.personId],
          set: interval,
        });
      return;
    }
    case 'commitment-stated':
      await updateMember(tx, event, event.data as Omit<CommitmentStated, 'commitment'>, {
        sealed,
        sealedVersion,
      });
      return;
    case 'member-left': {
      const left = event.data as MemberLeft;
      await updateMember(tx, event, left, { status: 'left', leftAt: new Date(left.leftAt) });
      return;
    }
  }
}

async function updateMember(
  tx: Transaction,
  { tenant, version }: RecordedEvent,
  { communityId, personId }: { communityId: string; personId: string },
  change: Partial<typeof members.$inferInsert>,
): Promise<void> {
  await tx
    .update(members)
    .set({ ...change, version })
    .where(
      and(eq(members.tenant, tenant), eq(members.communityId, communityId), eq(members.personId, personId)),
    );
}
