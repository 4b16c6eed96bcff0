// Reading people, with the names they have in the apps they use: those are opened here, one by one.
import type { Keyring } from '@copse/personal-data';
import type { Transaction } from '@copse/postgres';
import { and, asc, eq } from 'drizzle-orm';
import { openIdentity } from './identity-events.ts';
import { linkedIdentities, people, registeredIdentities } from './tables.ts';

/** An identity somebody registered. Id and name are null once they were erased. */
export interface NamedIdentity {
  readonly identityId: string;
  readonly source: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly bot: boolean;
}

export interface Person {
  readonly personId: string;
  readonly identities: readonly NamedIdentity[];
  /** Every identity that is this person, those that capture minted included. */
  readonly linkedIdentityIds: readonly string[];
  readonly version: number;
}

/** Whether the tenant knows the person. */
export async function isPersonKnown(tx: Transaction, tenant: string, personId: string): Promise<boolean> {
  const rows = await tx
    .select({ personId: people.personId })
    .from(people)
    .where(and(eq(people.tenant, tenant), eq(people.personId, personId)));
  return rows.length > 0;
}

/** Finds a person; null where the tenant has none of that id. */
export async function findPerson(
  tx: Transaction,
  keyring: Keyring,
  tenant: string,
  personId: string,
): Promise<Person | null> {
  const [person] = await tx
    .select()
    .from(people)
    .where(and(eq(people.tenant, tenant), eq(people.personId, personId)));
  if (person === undefined) return null;
  const registered = await tx
    .select()
    .from(registeredIdentities)
    .where(and(eq(registeredIdentities.tenant, tenant), eq(registeredIdentities.personId, personId)))
    .orderBy(asc(registeredIdentities.identityId));
  const linked = await tx
    .select({ identityId: linkedIdentities.identityId })
    .from(linkedIdentities)
    .where(and(eq(linkedIdentities.tenant, tenant), eq(linkedIdentities.personId, personId)))
    .orderBy(asc(linkedIdentities.identityId));
  const identities = await Promise.all(
    registered.map(async ({ identityId, lookup, source, bot, sealed }) => {
      const personal = await openIdentity(keyring, { tenant, lookup, identityId, sealed });
      return { identityId, source, id: personal?.id ?? null, name: personal?.name ?? null, bot };
    }),
  );
  return {
    personId,
    identities,
    linkedIdentityIds: linked.map((row) => row.identityId),
    version: person.version,
  };
}
