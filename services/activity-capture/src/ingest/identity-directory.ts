// Who is who, on the hot path: a bounded cache before the identity table, and one statement for all who
// are new in a batch or among the single posts that wait together. An id exists, with its key, before
// anything is sealed under it.
import { OverloadedError } from '@copse/event-store';
import { LRUCache } from 'lru-cache';
import type { KnownIdentity } from '../domain/activity/captured-activity.ts';
import type { NamedIdentity } from '../domain/activity/named-identities.ts';

/** Somebody who is not in the cache. */
export interface IdentityToSight extends NamedIdentity {
  /** Keyed hash of (source, id). */
  readonly lookup: string;
}

/** Finds identities in the store and makes those that are missing; one answer each, in the order given. */
export type SightIdentities = (
  tenant: string,
  identities: readonly IdentityToSight[],
) => Promise<readonly KnownIdentity[]>;

export interface IdentityDirectory {
  /** The identity of each name, in the order given; new ones are made and announced before it resolves. */
  resolve(tenant: string, names: readonly NamedIdentity[]): Promise<readonly KnownIdentity[]>;
}

/** Names of one tenant that wait to be looked up together, by lookup. */
interface Gathering {
  readonly identities: Map<string, IdentityToSight>;
  readonly sighted: Promise<ReadonlyMap<string, KnownIdentity>>;
}

/**
 * Creates the directory. `cacheSize` bounds the identities kept in memory; `chunkSize` the names of one
 * statement. Callers that miss while a statement of their tenant is under way share the next one.
 */
export function createIdentityDirectory(options: {
  lookupOf(tenant: string, source: string, id: string): string;
  sight: SightIdentities;
  cacheSize: number;
  chunkSize: number;
  /** Names that may wait for the next statement; who would pass it gets an OverloadedError, unless nobody waits. */
  waitingMax: number;
}): IdentityDirectory {
  const cache = new LRUCache<string, KnownIdentity>({ max: options.cacheSize });
  const underWay = new Map<string, Promise<unknown>>();
  const gatherings = new Map<string, Gathering>();

  /** Adds names to the tenant's next statement and says when it has been answered. */
  async function gather(
    tenant: string,
    missed: readonly IdentityToSight[],
  ): Promise<ReadonlyMap<string, KnownIdentity>> {
    let gathering = gatherings.get(tenant);
    if (gathering === undefined) {
      gathering = openGathering(tenant);
      gatherings.set(tenant, gathering);
    }
    refuseOverload(gathering.identities, missed, options.waitingMax);
    for (const identity of missed) mergeSight(gathering.identities, identity);
    return await gathering.sighted;
  }

  function openGathering(tenant: string): Gathering {
    const identities = new Map<string, IdentityToSight>();
    const before = underWay.get(tenant) ?? Promise.resolve();
    const sighted = before.then(async () => {
      gatherings.delete(tenant);
      return await sightInChunks(tenant, [...identities.values()]);
    });
    const settle = (): void => {
      if (underWay.get(tenant) === settled) underWay.delete(tenant);
    };
    const settled: Promise<void> = sighted.then(settle, settle);
    underWay.set(tenant, settled);
    return { identities, sighted };
  }

  async function sightInChunks(
    tenant: string,
    identities: readonly IdentityToSight[],
  ): Promise<ReadonlyMap<string, KnownIdentity>> {
    const found = new Map<string, KnownIdentity>();
    for (let start = 0; start < identities.length; start += options.chunkSize) {
      const chunk = identities.slice(start, start + options.chunkSize);
      const known = await options.sight(tenant, chunk);
      for (const [index, identity] of chunk.entries()) {
        const sightedIdentity = requireKnown(known[index]);
        found.set(identity.lookup, sightedIdentity);
        cache.set(cacheKeyOf(tenant, identity), sightedIdentity);
      }
    }
    return found;
  }

  return {
    resolve: async (tenant, names) => {
      const missed = new Map<number, IdentityToSight>();
      const known = names.map((name, index) => {
        const identity = cache.get(cacheKeyOf(tenant, name));
        if (identity === undefined)
          missed.set(index, { ...name, lookup: options.lookupOf(tenant, name.source, name.id) });
        return identity;
      });
      if (missed.size > 0) {
        const sighted = await gather(tenant, [...missed.values()]);
        for (const [index, { lookup }] of missed) known[index] = sighted.get(lookup);
      }
      return known.map(requireKnown);
    },
  };
}

/** One batch may have more names than may wait: refused with nobody before it, it would be refused for ever. */
function refuseOverload(
  waiting: ReadonlyMap<string, IdentityToSight>,
  missed: readonly IdentityToSight[],
  waitingMax: number,
): void {
  if (waiting.size === 0 || waiting.size + missed.length <= waitingMax) return;
  const added = new Set(missed.map(({ lookup }) => lookup).filter((lookup) => !waiting.has(lookup)));
  if (waiting.size + added.size > waitingMax)
    throw new OverloadedError(`${waiting.size} names wait to be looked up already`, 1);
}

function requireKnown(identity: KnownIdentity | undefined): KnownIdentity {
  if (identity === undefined) throw new Error('an identity was neither found nor made');
  return identity;
}

/** No part can hold a NUL: bodies with one are refused before they get here. */
function cacheKeyOf(tenant: string, name: NamedIdentity): string {
  return `${tenant}\0${name.source}\0${name.id}`;
}

/** Who is named twice before the first statement is one; a name and a bot's mark win over silence. */
function mergeSight(identities: Map<string, IdentityToSight>, identity: IdentityToSight): void {
  const first = identities.get(identity.lookup);
  if (first === undefined) {
    identities.set(identity.lookup, identity);
    return;
  }
  const name = first.name ?? identity.name;
  identities.set(identity.lookup, {
    ...first,
    ...(name === undefined ? {} : { name }),
    bot: first.bot || identity.bot,
  });
}
