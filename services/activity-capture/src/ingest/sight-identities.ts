// Finding and making identities in the store. An identity is one row, made in one transaction with the
// event that announces it; whoever loses a race rolls both back, so that nobody hears of an id that is
// not in the table. A key exists before its identity does.
import { randomUUID } from 'node:crypto';
import { appendFirstEventsWithin, ContentionError, type FirstEvent } from '@copse/event-store';
import type { IdentitySighted } from '@copse/contracts';
import type { Keyring } from '@copse/personal-data';
import { withTenant, type Database } from '@copse/postgres';
import type { KnownIdentity } from '../domain/activity/captured-activity.ts';
import { CAPTURE_EVENT_TYPES, CAPTURE_SCHEMA_VERSION } from '../publishing/public-types.ts';
import { findIdentities, insertIdentities } from '../store/identity-repository.ts';
import type { IdentityToSight, SightIdentities } from './identity-directory.ts';

/** Each lost race means that somebody else won one, so more than a few in a row is a fault. */
const ATTEMPTS_MAX = 10;

/** An identity that does not exist yet, with the id it gets if nobody is faster. */
interface Candidate extends IdentityToSight {
  readonly identityId: string;
}

/** Somebody else saw one of the candidates first: everything is rolled back. */
class RaceLostError extends Error {
  override readonly name = 'RaceLostError';
}

/** Creates the way from lookups to identities; one statement for those who are known, one for those who are new. */
export function createIdentitySighting(deps: { db: Database; keyring: Keyring }): SightIdentities {
  const { db, keyring } = deps;
  return async (tenant, identities) => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const known = await findKnown(db, tenant, identities);
      const missing = identities.filter((identity) => !known.has(identity.lookup));
      if (missing.length > 0) {
        const made = await makeIdentities(deps, tenant, missing);
        if (made === null) continue;
        for (const candidate of made) known.set(candidate.lookup, candidate);
      }
      await keyring.loadKeys(
        tenant,
        [...known.values()].map(({ identityId }) => identityId),
      );
      return identities.map(({ lookup }) => requireKnown(known, lookup));
    }
    throw new ContentionError(
      `identities could not be made in ${ATTEMPTS_MAX} attempts: others were always faster`,
    );
  };
}

async function findKnown(
  db: Database,
  tenant: string,
  identities: readonly IdentityToSight[],
): Promise<Map<string, KnownIdentity>> {
  const lookups = identities.map(({ lookup }) => lookup);
  const rows = await withTenant(db, tenant, async (tx) => await findIdentities(tx, tenant, lookups));
  return new Map(rows.map(({ lookup, identityId, bot }) => [lookup, { identityId, bot }]));
}

function requireKnown(known: ReadonlyMap<string, KnownIdentity>, lookup: string): KnownIdentity {
  const identity = known.get(lookup);
  if (identity === undefined) throw new Error('an identity was neither found nor made');
  return { identityId: identity.identityId, bot: identity.bot };
}

/** Null when somebody else made one of them meanwhile. */
async function makeIdentities(
  deps: { db: Database; keyring: Keyring },
  tenant: string,
  missing: readonly IdentityToSight[],
): Promise<readonly Candidate[] | null> {
  const { db, keyring } = deps;
  const candidates = missing.map((identity) => ({ ...identity, identityId: randomUUID() }));
  const identityIds = candidates.map(({ identityId }) => identityId);
  await keyring.ensureKeys(tenant, identityIds);
  const events = await Promise.all(
    candidates.map(async (candidate) => await announceIdentity(keyring, tenant, candidate)),
  );
  try {
    await withTenant(db, tenant, async (tx) => {
      await appendFirstEventsWithin(tx, events);
      const inserted = await insertIdentities(tx, tenant, candidates);
      if (inserted < candidates.length) throw new RaceLostError('another process was faster');
    });
    return candidates;
  } catch (error) {
    if (!(error instanceof RaceLostError)) throw error;
    await Promise.all(identityIds.map(async (id) => await keyring.destroyKey(tenant, id)));
    return null;
  }
}

/** What the source calls them is sealed under their own key; the public part leads nowhere without it. */
async function announceIdentity(keyring: Keyring, tenant: string, candidate: Candidate): Promise<FirstEvent> {
  const { identityId, lookup, source, id, name, bot } = candidate;
  const streamId = `identity/${identityId}`;
  const data: IdentitySighted = { identityId, lookup, source, bot };
  const personal = { source, id, ...(name === undefined ? {} : { name }) };
  return {
    tenant,
    streamId,
    eventId: randomUUID(),
    type: CAPTURE_EVENT_TYPES.identitySighted,
    schemaVersion: CAPTURE_SCHEMA_VERSION,
    data,
    sealed: await keyring.seal(tenant, identityId, { streamId, version: 1 }, personal),
    meta: {},
    contentHash: lookup,
  };
}
