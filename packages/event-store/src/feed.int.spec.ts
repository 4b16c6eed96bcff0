// The feed under concurrent writers, at the borders where transaction ids gain a digit, and its plan.
import { eventually } from '@copse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWriters } from '../test/concurrent-writers.ts';
import { findBrokenStreams, followFeed, openSpecFeed, SPEC_ROUTES } from '../test/feed-reader.ts';
import { createLogDatabase, newEvent, type LogDatabase } from '../test/log-database.ts';
import { appendEventsAlone } from './append-events.ts';
import { UnmappedEventTypeError } from './errors.ts';
import { composeFeedStatement } from './feed-statement.ts';
import { FEED_START } from './feed-position.ts';
import type { Feed } from './feed.ts';

const WRITERS = 16;
const EVENTS = 24_000;
const tenant = 'tenant-a';
let database: LogDatabase;
let feed: Feed;

beforeEach(async () => {
  database = await createLogDatabase(WRITERS);
  feed = await openSpecFeed(database.connection);
});
afterEach(async () => {
  await feed.close();
  await database.drop();
});

async function append(streamId: string, expectedVersion: number, type = 'thing-happened'): Promise<void> {
  const events = [newEvent({}, type)];
  const result = await appendEventsAlone(database.connection.sql, {
    tenant,
    streamId,
    expectedVersion,
    events,
    meta: {},
  });
  expect(result.appended).toBe(true);
}

describe('the feed', () => {
  it(
    'loses nothing and inverts nothing while 16 writers append 24,000 events',
    { timeout: 180_000 },
    async () => {
      const plan = { writers: WRITERS, eventsPerWriter: EVENTS / WRITERS, sharedStreams: 12 };
      const writing = runWriters(database.connection, plan);
      const [acknowledged, seen] = await Promise.all([writing, followFeed(feed, writing)]);
      expect(acknowledged.size).toBeGreaterThanOrEqual(EVENTS);
      expect(findBrokenStreams(seen)).toEqual([]);
      expect(seen).toHaveLength(acknowledged.size);
      const ids = new Set(seen.map((event) => event.id));
      expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    },
  );

  it('shows nothing that began after a transaction which is still open, and all of it afterwards', async () => {
    await database.owner.sql.begin(async (tx) => {
      await tx`select pg_current_xact_id()`;
      await append('thing/1', 0);
      expect(await feed.read(FEED_START, 10)).toMatchObject({ events: 0, reachedEnd: true });
    });
    await eventually(async () =>
      expect(await feed.read(FEED_START, 10)).toMatchObject({ events: 1, reachedEnd: true }),
    );
  });

  it('stops by name at an event type that nobody placed', async () => {
    await append('thing/1', 0, 'thing-nobody-placed');
    await expect(followFeed(feed, Promise.resolve())).rejects.toThrow(UnmappedEventTypeError);
  });

  it('shows no sealed part', async () => {
    const columns = await database.owner.sql<{ name: string }[]>`
      select attname as name from pg_attribute where attrelid = 'event_feed'::regclass and attnum > 0`;
    expect(columns.map((column) => column.name)).not.toContain('sealed');
  });
});

describe('transaction ids that gain a digit', () => {
  // Rows with chosen ids stand in an incarnation that is over: there no open transaction bounds the read.
  async function writeAround(crossing: number): Promise<void> {
    await database.owner.sql`
      insert into event (incarnation, xid, tenant, stream_id, version, event_id, type, schema_version, data)
      select 1, (${crossing}::integer - 50 + step)::text::xid8, ${tenant}, 'thing/1', step, gen_random_uuid(), 'thing-happened', 1, '{}'
      from generate_series(1, 100) as step order by random()`;
    await database.owner.sql`select raise_event_log_incarnation()`;
    await feed.close();
    feed = await openSpecFeed(database.connection);
  }

  it.each([9_999, 99_999])('are read in order across %i → +1', async (crossing) => {
    await writeAround(crossing);
    await append('thing/1', 100);
    const seen = await followFeed(feed, Promise.resolve(), 7);
    expect(seen.map((event) => event.version)).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
  });
});

describe('the plan of the feed', () => {
  async function explain(): Promise<string> {
    const rows = await feed.sql.unsafe<{ 'QUERY PLAN': string }[]>(
      `explain (costs off) ${composeFeedStatement(SPEC_ROUTES)}`,
      [1, '0', '0', 2000, 1],
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  function expectIndexOrder(plan: string): void {
    expect(plan).toContain('Merge Append');
    expect(plan.match(/Index Scan using \S+_incarnation_xid_pos_idx/g)).toHaveLength(8);
    expect(plan).not.toMatch(/^\s*(->\s*)?(Incremental )?Sort$|Seq Scan|Bitmap/m);
    expect(plan).toMatch(/Index Cond: \(\(.*incarnation = .*ROW\(.*xid, .*pos\) > ROW/);
  }

  it('walks the index on an empty table, whose plan may live on', async () => {
    expectIndexOrder(await explain());
  });

  it.each(['fresh', 'analyzed'])('walks the index on a full table that is %s', async (state) => {
    await database.owner.sql`
      insert into event (tenant, stream_id, version, event_id, type, schema_version, data)
      select ${tenant}, 'thing/' || step, 1, gen_random_uuid(), 'thing-happened', 1, '{}'
      from generate_series(1, 20000) as step`;
    if (state === 'analyzed') await database.owner.sql`analyze event`;
    expectIndexOrder(await explain());
    await feed.sql`set plan_cache_mode = force_generic_plan`;
    expectIndexOrder(await explain());
  });
});
