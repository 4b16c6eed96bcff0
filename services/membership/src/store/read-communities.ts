// Reading communities.
import type { Charter } from '@copse/contracts';
import type { Transaction } from '@copse/postgres';
import { and, asc, eq, gt } from 'drizzle-orm';
import { communities } from './tables.ts';

/** A community as the read model holds it. */
export interface CommunityRow {
  readonly communityId: string;
  readonly key: string;
  readonly name: string;
  readonly charter: Charter;
  readonly timeZone: string;
  readonly frameworkVersion: string;
  readonly version: number;
  readonly registeredAt: Date;
}

/** Finds one by key; null where the tenant has none. */
export async function findCommunity(
  tx: Transaction,
  tenant: string,
  key: string,
): Promise<CommunityRow | null> {
  const [row] = await tx
    .select()
    .from(communities)
    .where(and(eq(communities.tenant, tenant), eq(communities.key, key)));
  return row ?? null;
}

/** At most `limit` communities by key, from behind `afterKey` on. */
export async function listCommunities(
  tx: Transaction,
  tenant: string,
  { afterKey, limit }: { afterKey: string | null; limit: number },
): Promise<CommunityRow[]> {
  const after = afterKey === null ? undefined : gt(communities.key, afterKey);
  return await tx
    .select()
    .from(communities)
    .where(and(eq(communities.tenant, tenant), after))
    .orderBy(asc(communities.key))
    .limit(limit);
}
