// Reading memberships, with the commitments people made: those are opened here, with the keys of a page.
import type { Keyring, Unseal } from '@copse/personal-data';
import type { Transaction } from '@copse/postgres';
import { and, asc, eq, gt } from 'drizzle-orm';
import { memberStream, openCommitment } from './member-events.ts';
import { members } from './tables.ts';

/** The newest interval of a membership. The commitment is null where none was stated, or it was erased. */
export interface Member {
  readonly personId: string;
  readonly status: 'member' | 'left';
  readonly joinedAt: Date;
  readonly leftAt: Date | null;
  readonly commitment: string | null;
  readonly version: number;
}

/** Finds one membership; null where the person never joined. */
export async function findMember(
  tx: Transaction,
  keyring: Keyring,
  at: { tenant: string; communityId: string; personId: string },
): Promise<Member | null> {
  const [row] = await tx
    .select()
    .from(members)
    .where(
      and(
        eq(members.tenant, at.tenant),
        eq(members.communityId, at.communityId),
        eq(members.personId, at.personId),
      ),
    );
  const [member = null] = await openMembers(keyring, at.tenant, row === undefined ? [] : [row]);
  return member;
}

/** At most `limit` memberships of a community by person, from behind `afterPersonId` on. */
export async function listMembers(
  tx: Transaction,
  keyring: Keyring,
  at: { tenant: string; communityId: string; status: Member['status'] | null },
  { afterPersonId, limit }: { afterPersonId: string | null; limit: number },
): Promise<Member[]> {
  const rows = await tx
    .select()
    .from(members)
    .where(
      and(
        eq(members.tenant, at.tenant),
        eq(members.communityId, at.communityId),
        at.status === null ? undefined : eq(members.status, at.status),
        afterPersonId === null ? undefined : gt(members.personId, afterPersonId),
      ),
    )
    .orderBy(asc(members.personId))
    .limit(limit);
  return await openMembers(keyring, at.tenant, rows);
}

type Row = typeof members.$inferSelect;

async function openMembers(keyring: Keyring, tenant: string, rows: readonly Row[]): Promise<Member[]> {
  const committed = rows.filter(({ sealed }) => sealed !== null).map(({ personId }) => personId);
  const unseal = await keyring.openUnsealer(tenant, committed);
  return rows.map((row) => openMember(unseal, row));
}

function openMember(unseal: Unseal, row: Row): Member {
  const { communityId, personId, status, joinedAt, leftAt, version } = row;
  const commitment = openCommitment(unseal, {
    streamId: memberStream(communityId, personId),
    personId,
    version: row.sealedVersion ?? version,
    sealed: row.sealed,
  });
  return { personId, status, joinedAt, leftAt, commitment, version };
}
