// Making an identity some person's. Two streams take part in one transaction: the person's first (its
// version rises), then the identity's, which is new or taken. Whoever loses a race looks again.
import { randomUUID } from 'node:crypto';
import type { Remember } from '@copse/commands';
import { appendEvents, type EventMetadata, type RecordedEvent, type Rejection } from '@copse/event-store';
import type { Keyring, References } from '@copse/personal-data';
import { withTenant, type Database, type Transaction } from '@copse/postgres';
import { and, eq } from 'drizzle-orm';
import { identityDecider, type IdentityRejection } from '../domain/identity/decide.ts';
import type { IdentityRegistered } from '../domain/identity/events.ts';
import type { IdentityState } from '../domain/identity/state.ts';
import type { PersonCommand } from '../domain/person/commands.ts';
import type { PersonRejection } from '../domain/person/decide.ts';
import type { CommandHandlers } from './command-handlers.ts';
import { identityStream, toIdentityEvent } from './identity-events.ts';
import { lockLookups } from './lookup-lock.ts';
import { projectEvent } from './project-event.ts';
import { findSightings } from './sighting-repository.ts';
import { registeredIdentities } from './tables.ts';

export interface IdentityToRegister {
  readonly tenant: string;
  /** Null registers a new person, unless the identity is somebody's already: then it is that person. */
  readonly personId: string | null;
  readonly source: string;
  readonly id: string;
  readonly name: string | null;
  readonly bot: boolean;
  readonly meta: EventMetadata;
}

export type IdentityRegistration =
  | {
      readonly outcome: 'registered';
      readonly isNew: boolean;
      readonly personId: string;
      readonly identityId: string;
    }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection<IdentityRejection | PersonRejection> };

export type RegisterIdentity = (
  asked: IdentityToRegister,
  remember: Remember,
) => Promise<IdentityRegistration>;

/** A concurrent registration or sighting changed what this one had looked at. */
class LookedTooEarlyError extends Error {
  override readonly name = 'LookedTooEarlyError';
  /** What the HTTP edge sends as Retry-After when even the last attempt came too early. */
  readonly retryAfterSeconds = 1;
}

const ATTEMPTS_MAX = 10;

export interface IdentityRegistrationDependencies {
  readonly db: Database;
  readonly handlers: CommandHandlers;
  readonly keyring: Keyring;
  readonly references: References;
}

/** Makes the function that registers identities; `remember` is called in the transaction of the append. */
export function createIdentityRegistration(dependencies: IdentityRegistrationDependencies): RegisterIdentity {
  return async (asked, remember) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await registerOnce(dependencies, asked, remember);
      } catch (error) {
        if (!(error instanceof LookedTooEarlyError) || attempt === ATTEMPTS_MAX) throw error;
      }
    }
  };
}

async function registerOnce(
  dependencies: IdentityRegistrationDependencies,
  asked: IdentityToRegister,
  remember: Remember,
): Promise<IdentityRegistration> {
  const { db, references } = dependencies;
  const { tenant, source, bot } = asked;
  const lookup = references.ofTenant(tenant).identityLookup(source, asked.id);
  const { state, sighted } = await withTenant(db, tenant, async (tx) => ({
    state: await findIdentity(tx, tenant, lookup),
    sighted: await findSightings(tx, tenant, lookup),
  }));
  if (state.status === 'registered' && asked.personId === null) return describeKnown(state);
  const personal = { id: asked.id, ...(asked.name === null ? {} : { name: asked.name }) };
  const personId = asked.personId ?? randomUUID();
  const identity = { lookup, personId, identityId: randomUUID(), source, bot, personal };
  const decision = identityDecider.decide({ type: 'register-identity', ...identity }, state);
  if ('rejected' in decision) return { outcome: 'rejected', rejection: decision };
  if (state.status === 'registered') return describeKnown(state);
  const identities = [identity, ...sighted].map((link) => ({
    identityId: link.identityId,
    bot: link.bot || bot,
  }));
  const type = asked.personId === null ? 'register-person' : 'link-identities';
  return await append(dependencies, asked, identity, { type, personId, identities }, remember);
}

function describeKnown({ personId, identityId }: IdentityRegistered): IdentityRegistration {
  return { outcome: 'registered', isNew: false, personId, identityId };
}

async function append(
  { db, handlers, keyring }: IdentityRegistrationDependencies,
  { tenant, meta }: IdentityToRegister,
  identity: IdentityRegistered,
  command: PersonCommand,
  remember: Remember,
): Promise<IdentityRegistration> {
  const { personId, identityId, lookup } = identity;
  const claim = await toIdentityEvent(keyring, tenant, { type: 'identity-registered', data: identity });
  const project = async (tx: Transaction, recorded: readonly RecordedEvent[]): Promise<void> => {
    const streamId = identityStream(lookup);
    const claimed = await appendEvents(tx, { tenant, streamId, expectedVersion: 0, events: [claim], meta });
    if (!claimed.appended) throw new LookedTooEarlyError(`${streamId} was registered at the same moment`);
    for (const event of [...recorded, ...claimed.events]) await projectEvent(tx, event);
    await lockLookups(tx, [lookup]);
    const sighted = await findSightings(tx, tenant, lookup);
    const linked = new Set(command.identities.map((link) => link.identityId));
    if (sighted.some((sighting) => !linked.has(sighting.identityId))) {
      throw new LookedTooEarlyError(`${streamId} was sighted at the same moment`);
    }
    await remember(tx, { status: 201, ids: { personId, identityId } });
  };
  const result = await handlers.person(db, {
    tenant,
    streamId: `person/${personId}`,
    command,
    meta,
    project,
  });
  switch (result.outcome) {
    case 'done':
      return { outcome: 'registered', isNew: true, personId, identityId };
    case 'rejected':
      return { outcome: 'rejected', rejection: result.rejection };
    case 'unchanged':
    case 'stale':
      throw new Error(`registering a new identity of person/${personId} ended as ${result.outcome}`);
  }
}

async function findIdentity(tx: Transaction, tenant: string, lookup: string): Promise<IdentityState> {
  const [row] = await tx
    .select()
    .from(registeredIdentities)
    .where(and(eq(registeredIdentities.tenant, tenant), eq(registeredIdentities.lookup, lookup)));
  return row === undefined ? { status: 'free' } : { status: 'registered', ...row, personal: null };
}
