import { OverloadedError } from '@copse/event-store';
import { describe, expect, it } from 'vitest';
import { createIdentityDirectory, type IdentityToSight, type SightIdentities } from './identity-directory.ts';

/** A store in memory that tells how it was asked and answers when it is let. */
function createStore() {
  const ids = new Map<string, { identityId: string; bot: boolean }>();
  const calls: { tenant: string; identities: readonly IdentityToSight[] }[] = [];
  const held: (() => void)[] = [];
  let holding = false;
  const sight: SightIdentities = async (tenant, identities) => {
    calls.push({ tenant, identities });
    if (holding) await new Promise<void>((resolve) => held.push(resolve));
    return identities.map((identity) => {
      const key = `${tenant}/${identity.lookup}`;
      const known = ids.get(key) ?? { identityId: `id-${ids.size + 1}`, bot: identity.bot };
      ids.set(key, known);
      return known;
    });
  };
  return {
    sight,
    calls,
    hold: () => {
      holding = true;
    },
    release: () => {
      holding = false;
      for (const resolve of held.splice(0)) resolve();
    },
  };
}

function createDirectory(
  sight: SightIdentities,
  options: { cacheSize?: number; chunkSize?: number; waitingMax?: number } = {},
) {
  return createIdentityDirectory({
    lookupOf: (tenant, source, id) => `${tenant}|${source}|${id}`,
    sight,
    cacheSize: options.cacheSize ?? 100,
    chunkSize: options.chunkSize ?? 100,
    waitingMax: options.waitingMax ?? 100,
  });
}

const named = (id: string) => ({ source: 'forum', id, bot: false });

describe('the identity directory', () => {
  it('answers in the order of the names, the same name with the same identity', async () => {
    const { sight, calls } = createStore();
    const [ada, bob, again] = await createDirectory(sight).resolve('t', [
      named('ada'),
      named('bob'),
      named('ada'),
    ]);
    expect(again).toEqual(ada);
    expect(bob?.identityId).not.toBe(ada?.identityId);
    expect(calls.map((call) => call.identities.map(({ id }) => id))).toEqual([['ada', 'bob']]);
  });

  it('asks the store once and the cache from then on', async () => {
    const { sight, calls } = createStore();
    const directory = createDirectory(sight);
    await directory.resolve('t', [named('ada')]);
    await directory.resolve('t', [named('ada')]);
    expect(calls).toHaveLength(1);
  });

  it('keeps tenants apart', async () => {
    const { sight } = createStore();
    const directory = createDirectory(sight);
    const [first] = await directory.resolve('t1', [named('ada')]);
    const [second] = await directory.resolve('t2', [named('ada')]);
    expect(first?.identityId).not.toBe(second?.identityId);
  });

  it('gathers who asks meanwhile into one further statement', async () => {
    const { sight, calls, hold, release } = createStore();
    const directory = createDirectory(sight);
    hold();
    const first = directory.resolve('t', [named('ada')]);
    await new Promise(setImmediate);
    const others = ['bob', 'eve', 'bob', 'ada'].map(async (id) => await directory.resolve('t', [named(id)]));
    await new Promise(setImmediate);
    expect(calls).toHaveLength(1);
    release();
    await Promise.all([first, ...others]);
    expect(calls.map((call) => call.identities.map(({ id }) => id))).toEqual([
      ['ada'],
      ['bob', 'eve', 'ada'],
    ]);
  });

  it('asks for no more names in one statement than it may', async () => {
    const { sight, calls } = createStore();
    const names = Array.from({ length: 25 }, (_, index) => named(`n${index}`));
    const known = await createDirectory(sight, { chunkSize: 10 }).resolve('t', names);
    expect(calls.map((call) => call.identities.length)).toEqual([10, 10, 5]);
    expect(new Set(known.map(({ identityId }) => identityId)).size).toBe(25);
  });

  it('answers although the cache is smaller than the question', async () => {
    const { sight } = createStore();
    const names = Array.from({ length: 25 }, (_, index) => named(`n${index}`));
    expect(await createDirectory(sight, { cacheSize: 3 }).resolve('t', names)).toHaveLength(25);
  });

  it('keeps a bot’s mark and a name, whoever of the waiting said so', async () => {
    const { sight, calls } = createStore();
    await createDirectory(sight).resolve('t', [
      named('ci'),
      { ...named('ci'), bot: true },
      { ...named('ci'), name: 'CI' },
    ]);
    expect(calls[0]?.identities).toEqual([{ ...named('ci'), lookup: 't|forum|ci', bot: true, name: 'CI' }]);
  });

  it('refuses newcomers once enough are waiting, and takes them when those were answered', async () => {
    const { sight, hold, release } = createStore();
    const directory = createDirectory(sight, { waitingMax: 2 });
    hold();
    const first = directory.resolve('t', [named('ada')]);
    await new Promise(setImmediate);
    const waiting = directory.resolve('t', [named('bob'), named('eve')]);
    await expect(directory.resolve('t', [named('kim')])).rejects.toThrow(OverloadedError);
    release();
    await Promise.all([first, waiting]);
    expect(await directory.resolve('t', [named('kim')])).toHaveLength(1);
  });

  it('counts the names a caller brings, and takes more than may wait from one for whom nobody waits', async () => {
    const { sight, hold, release } = createStore();
    const directory = createDirectory(sight, { waitingMax: 3 });
    hold();
    const first = directory.resolve('t', [named('ada')]);
    await new Promise(setImmediate);
    const many = ['n1', 'n2', 'n3', 'n4'].map(named);
    const waiting = directory.resolve('t', [named('bob'), named('eve')]);
    await expect(directory.resolve('t', many)).rejects.toThrow(OverloadedError);
    // Whom others wait for already makes nothing longer.
    const known = directory.resolve('t', [named('bob'), named('eve'), named('kim'), named('kim')]);
    release();
    await Promise.all([first, waiting, known]);
    expect(await directory.resolve('t', many)).toHaveLength(4);
  });

  it('fails those who waited and nobody after them', async () => {
    const { sight } = createStore();
    let fail = true;
    const directory = createDirectory(async (tenant, identities) => {
      if (fail) throw new Error('database gone');
      return await sight(tenant, identities);
    });
    await expect(directory.resolve('t', [named('ada')])).rejects.toThrow('database gone');
    fail = false;
    expect(await directory.resolve('t', [named('ada')])).toHaveLength(1);
  });
});
