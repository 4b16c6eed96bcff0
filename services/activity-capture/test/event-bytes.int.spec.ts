// How large an event is in the log, as the backlog's bound in bytes takes it.
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEventBytes } from '../src/store/event-bytes.ts';
import { createCaptureDatabase, type CaptureDatabase } from './capture-database.ts';

let database: CaptureDatabase;
let owner: postgres.Sql;

beforeAll(async () => {
  database = await createCaptureDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  // Statistics are to be as old as the spec makes them.
  for (let partition = 0; partition < 8; partition += 1)
    await owner.unsafe(`alter table event_partition.event_${partition} set (autovacuum_enabled = off)`);
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

async function insertEvents(count: number): Promise<void> {
  await owner`
    insert into event (tenant, stream_id, version, event_id, type, schema_version, data)
    select 't1', 'activity/' || gen_random_uuid(), 1, gen_random_uuid(), 'spec', 1,
           json_build_object('text', repeat('x', 600))
    from generate_series(1, ${count}::integer)`;
}

async function measureEventBytes(): Promise<number> {
  const [row] = await owner<{ bytes: number }[]>`
    select (select sum(pg_total_relation_size(relid)) from pg_partition_tree('event') where isleaf)::float8
           / (select count(*) from event) as bytes`;
  return row?.bytes ?? Number.NaN;
}

describe('the size of an event', () => {
  it('is assumed while PostgreSQL has counted nothing', async () => {
    await insertEvents(100);
    expect(await readEventBytes(database.connection.db)).toBe(1500);
  });

  it('is right when the log has grown tenfold since it was counted', async () => {
    await insertEvents(4_000);
    await owner`analyze event`;
    await insertEvents(40_000);
    const [estimated, measured] = [await readEventBytes(database.connection.db), await measureEventBytes()];
    expect(estimated / measured).toBeGreaterThan(0.8);
    expect(estimated / measured).toBeLessThan(1.25);
  });
});
