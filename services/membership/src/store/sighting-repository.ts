// What capture announced about identities, and whose they are.
import type { Database, Transaction } from '@copse/postgres';
import { withTenant } from '@copse/postgres';
import { and, eq, inArray } from 'drizzle-orm';
import type { IdentityToLink } from '../domain/person/commands.ts';
import { lockLookups } from './lookup-lock.ts';
import { registeredIdentities, sightings } from './tables.ts';

export interface Sighting {
  readonly identityId: string;
  readonly lookup: string;
  readonly bot: boolean;
}

/** Identities of one person that are to be linked. */
export interface LinksOfPerson {
  readonly personId: string;
  readonly identities: readonly IdentityToLink[];
}

/**
 * Keeps sightings of one tenant (known ones stay as they are) and says which of them belong to somebody
 * registered. Those of nobody wait here for a registration.
 */
export async function recordSightings(
  db: Database,
  tenant: string,
  seen: readonly Sighting[],
): Promise<readonly LinksOfPerson[]> {
  const lookups = [...new Set(seen.map(({ lookup }) => lookup))];
  const registered = await withTenant(db, tenant, async (tx) => {
    await lockLookups(tx, lookups);
    await tx
      .insert(sightings)
      .values(seen.map(({ identityId, lookup, bot }) => ({ tenant, identityId, lookup, bot })))
      .onConflictDoNothing();
    return await tx
      .select({
        lookup: registeredIdentities.lookup,
        personId: registeredIdentities.personId,
        bot: registeredIdentities.bot,
      })
      .from(registeredIdentities)
      .where(and(eq(registeredIdentities.tenant, tenant), inArray(registeredIdentities.lookup, lookups)));
  });
  const owners = new Map(registered.map((owner) => [owner.lookup, owner]));
  const links = new Map<string, IdentityToLink[]>();
  for (const { identityId, lookup, bot } of seen) {
    const owner = owners.get(lookup);
    if (owner === undefined) continue;
    const identities = links.get(owner.personId) ?? [];
    identities.push({ identityId, bot: bot || owner.bot });
    links.set(owner.personId, identities);
  }
  return [...links].map(([personId, identities]) => ({ personId, identities }));
}

/** The identities capture minted for a lookup. */
export async function findSightings(
  tx: Transaction,
  tenant: string,
  lookup: string,
): Promise<IdentityToLink[]> {
  return await tx
    .select({ identityId: sightings.identityId, bot: sightings.bot })
    .from(sightings)
    .where(and(eq(sightings.tenant, tenant), eq(sightings.lookup, lookup)));
}
