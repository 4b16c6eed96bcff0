// What capture announced about identities, and whose they are.
import type { Database, Transaction } from '@copse/postgres';
import { withTenant } from '@copse/postgres';
import { and, eq, sql } from 'drizzle-orm';
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
  const owned = await withTenant(db, tenant, async (tx) => {
    await lockLookups(
      tx,
      seen.map(({ lookup }) => lookup),
    );
    const rows = seen.map(({ identityId, lookup, bot }) => ({ identity_id: identityId, lookup, bot }));
    await tx.execute(sql`
      insert into ${sightings} (tenant, identity_id, lookup, bot)
      select ${tenant}, sighting.identity_id, sighting.lookup, sighting.bot
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as sighting (identity_id uuid, lookup text, bot boolean)
      on conflict do nothing`);
    return await findOwners(
      tx,
      tenant,
      seen.map(({ identityId }) => identityId),
    );
  });
  const links = new Map<string, IdentityToLink[]>();
  for (const { personId, identityId, bot } of owned) {
    const identities = links.get(personId) ?? [];
    identities.push({ identityId, bot });
    links.set(personId, identities);
  }
  return [...links].map(([personId, identities]) => ({ personId, identities }));
}

/** Whose sighted identities are; those of nobody are left out. */
async function findOwners(tx: Transaction, tenant: string, identityIds: readonly string[]) {
  return await tx
    .select({
      identityId: sightings.identityId,
      personId: registeredIdentities.personId,
      bot: sql<boolean>`${sightings.bot} or ${registeredIdentities.bot}`,
    })
    .from(sightings)
    .innerJoin(
      registeredIdentities,
      and(
        eq(registeredIdentities.tenant, sightings.tenant),
        eq(registeredIdentities.lookup, sightings.lookup),
      ),
    )
    .where(
      and(
        eq(sightings.tenant, tenant),
        sql`${sightings.identityId} = any (${`{${identityIds.join(',')}}`}::uuid[])`,
      ),
    );
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
