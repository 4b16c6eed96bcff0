// Appending to a stream of the real log: versions without holes, tenants apart, nothing ever changed.
import { withTenant, type Transaction } from '@copse/postgres';
import { sql as template } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogDatabase, newEvent, type LogDatabase } from '../test/log-database.ts';
import { appendEvents, appendEventsAlone, type AppendResult } from './append-events.ts';
import { LateAppendError, sqlStateOf } from './errors.ts';
import { readStream } from './read-stream.ts';

const tenant = 'tenant-a';
const PERMISSION_DENIED = '42501';
let database: LogDatabase;
let streams = 0;

beforeAll(async () => {
  database = await createLogDatabase(20);
  await database.owner
    .sql`create table note (tenant text not null, id integer not null, primary key (tenant, id))`;
  await database.owner.sql`insert into note values (${tenant}, 1)`;
  await database.owner.sql`grant select, insert, update on note to public`;
});
afterAll(async () => await database.drop());

function newStream(): string {
  streams += 1;
  return `thing/${streams}`;
}

async function inTenant<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await withTenant(database.connection.db, tenant, work);
}

async function append(streamId: string, expectedVersion: number, count = 1): Promise<AppendResult> {
  const events = Array.from({ length: count }, (_, index) => newEvent({ index }));
  return await inTenant(
    async (tx) => await appendEvents(tx, { tenant, streamId, expectedVersion, events, meta: {} }),
  );
}

async function versionsOf(streamId: string): Promise<number[]> {
  const events = await inTenant(async (tx) => await readStream(tx, { tenant, streamId }));
  return events.map((event) => event.version);
}

describe('an append', () => {
  it('gives versions from 1 without a hole and answers what it recorded', async () => {
    const streamId = newStream();
    const first = await append(streamId, 0, 3);
    const second = await append(streamId, 3, 2);
    expect(first).toMatchObject({ appended: true, version: 3 });
    expect(second).toMatchObject({ appended: true, version: 5 });
    const recorded = await inTenant(async (tx) => await readStream(tx, { tenant, streamId }));
    expect(recorded.map((event) => event.version)).toEqual([1, 2, 3, 4, 5]);
    expect([first, second].flatMap((result) => (result.appended ? result.events : []))).toEqual(recorded);
  });

  it('conflicts where the stream is elsewhere, and says where', async () => {
    const streamId = newStream();
    expect(await append(streamId, 2)).toEqual({ appended: false, actualVersion: 0 });
    await append(streamId, 0, 2);
    expect(await append(streamId, 0)).toEqual({ appended: false, actualVersion: 2 });
    expect(await append(streamId, 1, 5)).toEqual({ appended: false, actualVersion: 2 });
    expect(await append(streamId, 3)).toEqual({ appended: false, actualVersion: 2 });
    expect(await versionsOf(streamId)).toEqual([1, 2]);
  });

  it('leaves its transaction usable when it conflicts', async () => {
    const streamId = newStream();
    await append(streamId, 0);
    await inTenant(async (tx) => {
      const refused = await appendEvents(tx, {
        tenant,
        streamId,
        expectedVersion: 0,
        events: [newEvent()],
        meta: {},
      });
      expect(refused.appended).toBe(false);
      expect(await readStream(tx, { tenant, streamId })).toHaveLength(1);
    });
  });

  it('always conflicts with a stale version, whatever was appended before (property)', async () => {
    const appends = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(appends, fc.integer({ min: 1, max: 20 }), async (counts, distance) => {
        const streamId = newStream();
        let version = 0;
        for (const count of counts) {
          expect(await append(streamId, version, count)).toMatchObject({
            appended: true,
            version: version + count,
          });
          version += count;
        }
        for (const stale of [Math.max(0, version - distance), version + distance])
          expect(await append(streamId, stale, counts[0])).toEqual({
            appended: false,
            actualVersion: version,
          });
        expect(await versionsOf(streamId)).toEqual(Array.from({ length: version }, (_, index) => index + 1));
      }),
      { numRuns: 25 },
    );
  });

  it('lets exactly one of 16 concurrent writers win each version', async () => {
    const streamId = newStream();
    for (const version of [0, 3, 6]) {
      const results = await Promise.all(
        Array.from({ length: 16 }, async () => await append(streamId, version, 3)),
      );
      expect(results.filter((result) => result.appended)).toHaveLength(1);
    }
    expect(await versionsOf(streamId)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('as a transaction of its own takes one statement and gives the same', async () => {
    const streamId = newStream();
    const alone = {
      tenant,
      streamId,
      expectedVersion: 0,
      events: [newEvent({ a: 1 }), newEvent({ b: 2 })],
      meta: { keyId: 'k' },
    };
    const result = await appendEventsAlone(database.connection.sql, alone);
    expect(result).toMatchObject({ appended: true, version: 2 });
    const recorded = await inTenant(async (tx) => await readStream(tx, { tenant, streamId }));
    expect(result.appended && result.events).toEqual(recorded);
    expect(await appendEventsAlone(database.connection.sql, alone)).toEqual({
      appended: false,
      actualVersion: 2,
    });
  });
});

describe('the order of a stream in the feed', () => {
  it.each([
    ['a row lock', template`select id from note where tenant = ${tenant} and id = 1 for update`],
    ['a shared row lock', template`select id from note where tenant = ${tenant} and id = 1 for share`],
    ['a write', template`insert into note values (${tenant}, 2) on conflict do nothing`],
    ['a transaction id taken for nothing', template`select pg_current_xact_id()`],
  ])('is safe from %s before the append: it is refused', async (_, early) => {
    const streamId = newStream();
    await append(streamId, 0);
    const late = inTenant(async (tx) => {
      await tx.execute(early);
      return await appendEvents(tx, { tenant, streamId, expectedVersion: 1, events: [newEvent()], meta: {} });
    });
    await expect(late).rejects.toThrow(LateAppendError);
    expect(await versionsOf(streamId)).toEqual([1]);
  });

  it('is not touched by writes after the append, nor by a new stream after them', async () => {
    const [first, second] = [newStream(), newStream()];
    await append(first, 0);
    await inTenant(async (tx) => {
      await appendEvents(tx, { tenant, streamId: first, expectedVersion: 1, events: [newEvent()], meta: {} });
      await tx.execute(template`update note set id = id where tenant = ${tenant}`);
      const added = await appendEvents(tx, {
        tenant,
        streamId: second,
        expectedVersion: 0,
        events: [newEvent()],
        meta: {},
      });
      expect(added.appended).toBe(true);
    });
    await append(second, 1);
    const rows = await database.owner.sql<{ stream_id: string; versions: number[] }[]>`
      select stream_id, array_agg(version order by xid, pos) as versions from event
      where stream_id in (${first}, ${second}) group by stream_id`;
    expect(rows.map((row) => row.versions)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

describe('a tenant', () => {
  it('neither sees nor appends to another one’s stream', async () => {
    const streamId = newStream();
    await append(streamId, 0);
    const other = await withTenant(
      database.connection.db,
      'tenant-b',
      async (tx) => await readStream(tx, { tenant, streamId }),
    );
    expect(other).toEqual([]);
    const intrusion = withTenant(
      database.connection.db,
      'tenant-b',
      async (tx) =>
        await appendEvents(tx, {
          tenant,
          streamId: newStream(),
          expectedVersion: 0,
          events: [newEvent()],
          meta: {},
        }),
    );
    await expect(intrusion.catch(sqlStateOf)).resolves.toBe(PERMISSION_DENIED);
  });

  it('has streams of its own where another one uses the same name', async () => {
    const streamId = newStream();
    await append(streamId, 0, 2);
    const same = { tenant: 'tenant-b', streamId, expectedVersion: 0, events: [newEvent()], meta: {} };
    expect(await appendEventsAlone(database.connection.sql, same)).toMatchObject({
      appended: true,
      version: 1,
    });
    expect(await versionsOf(streamId)).toEqual([1, 2]);
  });

  it('that was never set sees nothing', async () => {
    const rows = await database.connection.sql`select 1 from event`;
    expect(rows).toHaveLength(0);
  });
});

describe('the log', () => {
  it.each([
    ['change an event', `update event set type = 'x'`],
    ['delete an event', 'delete from event'],
    ['empty the table', 'truncate event'],
    ['reach a partition', 'select 1 from event_partition.event_0'],
    ['raise the incarnation', 'select raise_event_log_incarnation()'],
    ['become the role that sees every tenant', 'set role copse_event_log'],
  ])('does not let a service %s', async (_, statement) => {
    await expect(database.connection.sql.unsafe(statement).catch(sqlStateOf)).resolves.toBe(
      PERMISSION_DENIED,
    );
  });

  it('stays as it is even for a role with every privilege: no policy allows a change', async () => {
    const streamId = newStream();
    await append(streamId, 0);
    await database.owner.sql`create role copse_spec_meddler nosuperuser`;
    await database.owner.sql`grant all on event to copse_spec_meddler`;
    const changed = await database.owner.sql.begin(async (tx) => {
      await tx`set local role copse_spec_meddler`;
      await tx`select set_config('copse.tenant', ${tenant}, true)`;
      return [await tx`update event set type = 'x'`, await tx`delete from event`];
    });
    expect(changed.map((result) => result.count)).toEqual([0, 0]);
    await database.owner.sql`drop owned by copse_spec_meddler`;
    await database.owner.sql`drop role copse_spec_meddler`;
    expect(await versionsOf(streamId)).toEqual([1]);
  });

  it('is seen whole by one role, which nobody can log in as', async () => {
    const [role] = await database.owner.sql`
      select rolcanlogin, rolsuper, rolbypassrls from pg_roles where rolname = 'copse_event_log'`;
    expect(role).toEqual({ rolcanlogin: false, rolsuper: false, rolbypassrls: false });
  });
});
