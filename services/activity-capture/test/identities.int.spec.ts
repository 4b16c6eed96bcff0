import { ContentionError, readStream } from '@copse/event-store';
import { createKeyring, createReferences } from '@copse/personal-data';
import { connectPostgres, withTenant } from '@copse/postgres';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentityDirectory, type IdentityDirectory } from '../src/ingest/identity-directory.ts';
import { createIdentitySighting } from '../src/ingest/sight-identities.ts';
import { createCaptureDatabase, type CaptureDatabase } from './capture-database.ts';

let database: CaptureDatabase;
let owner: postgres.Sql;

beforeAll(async () => {
  database = await createCaptureDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** A directory as one process has it. */
function createDirectory(db = database.connection.db, keyring = database.keyring): IdentityDirectory {
  const references = createReferences({ masterKey: database.masterKey });
  return createIdentityDirectory({
    lookupOf: (tenant, source, id) => references.ofTenant(tenant).identityLookup(source, id),
    sight: createIdentitySighting({ db, keyring }),
    cacheSize: 1000,
    chunkSize: 1000,
    waitingMax: 10_000,
  });
}

const named = (id: string) => ({ source: 'forum', id, bot: false });

/** What the log announced of a tenant, straight from the table. */
async function readSightings(
  tenant: string,
): Promise<{ stream_id: string; data: { identityId: string; lookup: string } }[]> {
  return await owner`select stream_id, data from event where tenant = ${tenant} and type = 'identity-sighted' order by pos`;
}

describe('an identity', () => {
  it('is made at first sight, announced once, and found by a process that starts later', async () => {
    const [ada] = await createDirectory().resolve('first', [named('ada')]);
    expect(await createDirectory().resolve('first', [named('ada')])).toEqual([ada]);
    expect((await readSightings('first')).map(({ stream_id, data }) => [stream_id, data.identityId])).toEqual(
      [[`identity/${ada?.identityId}`, ada?.identityId]],
    );
  });

  it('that others always make first is asked for again later, by a caller who is told so', async () => {
    await owner.unsafe(`create function lose_race() returns trigger language plpgsql
      as 'begin return null; end'`);
    await owner.unsafe(`create trigger lose_race before insert on identity for each row
      when (new.tenant = 'racing') execute function lose_race()`);
    const losing = createDirectory().resolve('racing', [named('ada')]);
    await expect(losing).rejects.toThrow(ContentionError);
    await owner`drop trigger lose_race on identity`;
    expect(await readSightings('racing')).toEqual([]);
    expect(await createDirectory().resolve('racing', [named('ada')])).toHaveLength(1);
  });

  it('has a key of its own that opens what its source calls it', async () => {
    const [ada] = await createDirectory().resolve('sealed', [{ ...named('zoë'), name: 'Ada 🌲 آدا' }]);
    const identityId = ada?.identityId ?? '';
    const streamId = `identity/${identityId}`;
    const [event] = await withTenant(
      database.connection.db,
      'sealed',
      async (tx) => await readStream(tx, { tenant: 'sealed', streamId }),
    );
    const keyring = createKeyring({ connection: database.keysConnection, masterKey: database.masterKey });
    expect(await keyring.unseal('sealed', identityId, { streamId, version: 1 }, event?.sealed ?? '')).toEqual(
      {
        source: 'forum',
        id: 'zoë',
        name: 'Ada 🌲 آدا',
      },
    );
    expect(JSON.stringify(event?.data)).not.toContain('zoë');
  });

  it('is one although eight processes see the same people at once', async () => {
    const connections = Array.from({ length: 8 }, () =>
      connectPostgres({ url: database.serviceUrl, applicationName: 'capture-spec', maxConnections: 2 }),
    );
    try {
      const people = Array.from({ length: 120 }, (_, index) => named(`person-${index}`));
      const answers = await Promise.all(
        connections.map(async ({ db }, process) => {
          const keyring = createKeyring({
            connection: database.keysConnection,
            masterKey: database.masterKey,
          });
          const mine = people.toSorted(
            (left, right) => (left.id > right.id ? 1 : -1) * (process % 2 === 0 ? 1 : -1),
          );
          const known = await createDirectory(db, keyring).resolve('race', mine);
          return new Map(mine.map(({ id }, index) => [id, known[index]?.identityId]));
        }),
      );
      for (const { id } of people) expect(new Set(answers.map((answer) => answer.get(id))).size).toBe(1);
      const sightings = await readSightings('race');
      expect(sightings).toHaveLength(people.length);
      expect(new Set(sightings.map(({ data }) => data.identityId))).toEqual(new Set(answers[0]?.values()));
    } finally {
      await Promise.all(connections.map(async (connection) => await connection.close()));
    }
  });

  it('belongs to its tenant: the same person elsewhere is somebody else, and no lookup is shared', async () => {
    const directory = createDirectory();
    const [here] = await directory.resolve('tenant-a', [named('ada')]);
    const [there] = await directory.resolve('tenant-b', [named('ada')]);
    expect(there?.identityId).not.toBe(here?.identityId);
    const lookups = [...(await readSightings('tenant-a')), ...(await readSightings('tenant-b'))].map(
      ({ data }) => data.lookup,
    );
    expect(new Set(lookups).size).toBe(2);
  });

  it('is seen by nobody without a tenant, and by no other tenant', async () => {
    await createDirectory().resolve('tenant-c', [named('ada')]);
    expect(await database.connection.db.execute(sql`select from identity`)).toHaveLength(0);
    const foreign = await withTenant(
      database.connection.db,
      'tenant-d',
      async (tx) => await tx.execute(sql`select from identity`),
    );
    expect(foreign).toHaveLength(0);
    const intrusion = withTenant(
      database.connection.db,
      'tenant-d',
      async (tx) =>
        await tx.execute(sql`
      insert into identity (tenant, lookup, identity_id, bot) values ('tenant-c', ${'a'.repeat(64)}, gen_random_uuid(), false)`),
    );
    await expect(intrusion).rejects.toThrow('violates row-level security policy for table "identity"');
  });

  it('takes one transaction for a thousand new people', async () => {
    const people = Array.from({ length: 1000 }, (_, index) => named(`many-${index}`));
    const known = await createDirectory().resolve('many', people);
    expect(new Set(known.map(({ identityId }) => identityId)).size).toBe(1000);
    const [counted] = await owner<{ transactions: number }[]>`
      select count(distinct xid)::int as transactions from event where tenant = 'many'`;
    expect(counted?.transactions).toBe(1);
  });
});
