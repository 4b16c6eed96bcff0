// Many callers, few statements, an answer for each: on a real log.
import { sql as template } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTenant } from '@copse/postgres';
import { createLogDatabase, firstEvent, type LogDatabase } from '../test/log-database.ts';
import { appendEvents } from './append-events.ts';
import { OverloadedError, sqlStateOf, UnstorableRowError } from './errors.ts';
import { createGroupCommit, type GroupCommit, type GroupCommitOptions } from './group-commit.ts';

const NUL_IN_TEXT = '22021';
let database: LogDatabase;
let streams = 0;

beforeAll(async () => {
  database = await createLogDatabase();
});
afterAll(async () => await database.drop());

function newStream(): string {
  streams += 1;
  return `activity/${streams}`;
}

function createSpecCommit(options: Partial<GroupCommitOptions> = {}): GroupCommit {
  return createGroupCommit({
    sql: database.connection.sql,
    queueBytesMax: 10_000_000,
    queueAgeMaxMs: 10_000,
    ...options,
  });
}

/** Puts streams into an order that neither their numbers nor their keys have. */
const reversed = (streamId: string): string => Array.from(streamId).toReversed().join('');

async function countTransactions(
  streamIds: readonly string[],
): Promise<{ events: number; transactions: number }> {
  const [row] = await database.owner.sql<{ events: number; transactions: number }[]>`
    select count(*)::integer as events, count(distinct xid)::integer as transactions
    from event where stream_id = any(${[...streamIds]})`;
  if (row === undefined) throw new Error('no counts');
  return row;
}

describe('a post', () => {
  it('is created once, the same when it comes again, and a conflict with another content', async () => {
    const commit = createSpecCommit();
    const streamId = newStream();
    expect(await commit.append(firstEvent(streamId, 'one'))).toBe('created');
    expect(await commit.append(firstEvent(streamId, 'one'))).toBe('same');
    expect(await commit.append(firstEvent(streamId, 'two'))).toBe('conflict');
    expect(await commit.append(firstEvent(streamId, 'two', 'tenant-b'))).toBe('created');
  });

  it('sees its twins in the same flush as it sees those before it', async () => {
    const commit = createSpecCommit();
    const streamId = newStream();
    const contents = ['one', 'one', 'two', 'one'];
    const outcomes = await Promise.all(
      contents.map(async (content) => await commit.append(firstEvent(streamId, content))),
    );
    expect(outcomes).toEqual(['created', 'same', 'conflict', 'same']);
    const again = await Promise.all(
      contents.map(async (content) => await commit.append(firstEvent(streamId, content))),
    );
    expect(again).toEqual(['same', 'same', 'conflict', 'same']);
    expect(await countTransactions([streamId])).toEqual({ events: 1, transactions: 1 });
  });

  it('whose acknowledgement was lost is created when the very same event comes again', async () => {
    const commit = createSpecCommit();
    const event = firstEvent(newStream(), 'one');
    expect(await commit.append(event)).toBe('created');
    expect(await commit.append(event)).toBe('created');
    expect(await countTransactions([event.streamId])).toEqual({ events: 1, transactions: 1 });
  });

  it('conflicts with a stream that began in another way', async () => {
    const streamId = newStream();
    const tenant = 'tenant-a';
    const { eventId, type, schemaVersion, data, sealed } = firstEvent(streamId, 'one');
    await withTenant(
      database.connection.db,
      tenant,
      async (tx) =>
        await appendEvents(tx, {
          tenant,
          streamId,
          expectedVersion: 0,
          events: [{ eventId, type, schemaVersion, data, sealed }],
          meta: {},
        }),
    );
    expect(await createSpecCommit().append(firstEvent(streamId, 'one'))).toBe('conflict');
  });

  it('leaves its tenant’s rows to its tenant', async () => {
    const streamId = newStream();
    await createSpecCommit().append(firstEvent(streamId, 'one', 'tenant-a'));
    for (const [tenant, seen] of [
      ['tenant-a', 1],
      ['tenant-b', 0],
    ] as const) {
      const rows = await withTenant(
        database.connection.db,
        tenant,
        async (tx) => await tx.execute(template`select 1 from event where stream_id = ${streamId}`),
      );
      expect(rows).toHaveLength(seen);
    }
  });
});

describe('a flush', () => {
  it('is shared by callers who come while another one is written', async () => {
    const commit = createSpecCommit();
    const streamIds = Array.from({ length: 500 }, newStream);
    const outcomes = await Promise.all(
      streamIds.map(async (streamId) => await commit.append(firstEvent(streamId, 'x'))),
    );
    expect(new Set(outcomes)).toEqual(new Set(['created']));
    const { events, transactions } = await countTransactions(streamIds);
    expect(events).toBe(500);
    // 500 rows at 200 a flush: at least three, and far fewer than one a row.
    expect(transactions).toBeGreaterThanOrEqual(3);
    expect(transactions).toBeLessThanOrEqual(5);
  });

  it('with one bad row fails one caller', async () => {
    const commit = createSpecCommit();
    const streamIds = Array.from({ length: 50 }, newStream);
    const results = await Promise.allSettled(
      streamIds.map(
        async (streamId, index) =>
          await commit.append(firstEvent(index === 17 ? `${streamId}\u0000` : streamId, 'x')),
      ),
    );
    const failed = results.flatMap((result, index) =>
      result.status === 'rejected' ? [{ index, reason: result.reason as unknown }] : [],
    );
    expect(failed.map(({ index }) => index)).toEqual([17]);
    expect(failed[0]?.reason).toBeInstanceOf(UnstorableRowError);
    expect(sqlStateOf(failed[0]?.reason)).toBe(NUL_IN_TEXT);
    expect((await countTransactions(streamIds)).events).toBe(49);
  });

  it('never locks up with another one that has the same rows in another order', async () => {
    const [left, right] = [createSpecCommit({ maxInFlight: 4 }), createSpecCommit({ maxInFlight: 4 })];
    for (let round = 0; round < 10; round += 1) {
      const streamIds = Array.from({ length: 100 }, newStream);
      const backwards = [...streamIds].reverse();
      const outcomes = await Promise.all([
        left.appendBatch(streamIds.map((streamId) => firstEvent(streamId, 'x'))),
        right.appendBatch(backwards.map((streamId) => firstEvent(streamId, 'x'))),
      ]);
      expect(outcomes.flat().filter((outcome) => outcome === 'created')).toHaveLength(100);
      expect(outcomes.flat().filter((outcome) => outcome === 'same')).toHaveLength(100);
    }
  });

  it('that the database asks for again is written again', async () => {
    const streamId = newStream();
    await database.owner.sql`create sequence spec_failures`;
    await database.owner.sql`grant usage on sequence spec_failures to public`;
    await database.owner.sql.unsafe(`create function fail_twice() returns trigger language plpgsql as $$
      begin
        if nextval('public.spec_failures') <= 2 then raise exception 'again' using errcode = '40P01'; end if;
        return new;
      end $$`);
    await database.owner.sql.unsafe(`create trigger fail_twice before insert on event for each row
      when (new.stream_id = '${streamId}') execute function fail_twice()`);
    expect(await createSpecCommit().append(firstEvent(streamId, 'x'))).toBe('created');
    await database.owner.sql`drop trigger fail_twice on event`;
  });
});

describe('a batch', () => {
  it('is one statement with an outcome for each row', async () => {
    const commit = createSpecCommit();
    const [first, second, third] = [newStream(), newStream(), newStream()];
    await commit.append(firstEvent(first, 'one'));
    const outcomes = await commit.appendBatch([
      firstEvent(first, 'one'),
      firstEvent(second, 'one'),
      firstEvent(first, 'two'),
      firstEvent(second, 'one'),
      firstEvent(third, 'one'),
    ]);
    expect(outcomes).toEqual(['same', 'created', 'conflict', 'same', 'created']);
    expect(await countTransactions([second, third])).toEqual({ events: 2, transactions: 1 });
    expect(await commit.appendBatch([])).toEqual([]);
  });

  it('is answered in the order given, whatever the order of its keys', async () => {
    const commit = createSpecCommit();
    const stored = Array.from({ length: 20 }, newStream);
    for (const streamId of stored) await commit.append(firstEvent(streamId, 'one'));
    const rows = [
      ...stored.slice(0, 10).map((streamId) => ({ streamId, content: 'one', outcome: 'same' })),
      ...stored.slice(10).map((streamId) => ({ streamId, content: 'two', outcome: 'conflict' })),
      ...Array.from({ length: 20 }, () => ({ streamId: newStream(), content: 'one', outcome: 'created' })),
    ].toSorted((one, other) => reversed(one.streamId).localeCompare(reversed(other.streamId)));
    const outcomes = await commit.appendBatch(
      rows.map(({ streamId, content }) => firstEvent(streamId, content)),
    );
    expect(outcomes).toEqual(rows.map(({ outcome }) => outcome));
  });

  it('stores the good rows and says which one is bad', async () => {
    const commit = createSpecCommit();
    const streamIds = Array.from({ length: 9 }, newStream);
    const rows = streamIds.map((streamId, index) =>
      firstEvent(index === 4 ? `${streamId}\u0000` : streamId, 'x'),
    );
    const outcomes = await commit.appendBatch(rows);
    expect(outcomes.map((outcome) => (typeof outcome === 'string' ? outcome : 'failed'))).toEqual([
      ...Array.from({ length: 4 }, () => 'created'),
      'failed',
      ...Array.from({ length: 4 }, () => 'created'),
    ]);
  });

  it('of more than 1,000 rows is a bug of the caller', async () => {
    const rows = Array.from({ length: 1001 }, () => firstEvent('activity/x', 'x'));
    await expect(createSpecCommit().appendBatch(rows)).rejects.toThrow(RangeError);
  });
});

describe('the queue', () => {
  it('is bounded in bytes: past them a caller is told when to come back', async () => {
    const commit = createSpecCommit({ queueBytesMax: 2000 });
    const accepted = Array.from({ length: 4 }, async () => await commit.append(firstEvent(newStream(), 'x')));
    const { rows, bytes } = commit.queue();
    expect(rows).toBe(4);
    expect(bytes).toBeGreaterThan(500);
    const refused = commit.append(firstEvent(newStream(), 'x'.repeat(1500)));
    await expect(refused).rejects.toThrow(OverloadedError);
    await expect(refused.catch((error: OverloadedError) => error.retryAfterSeconds)).resolves.toBe(1);
    expect(await Promise.all(accepted)).toEqual(['created', 'created', 'created', 'created']);
    expect(commit.queue()).toEqual({ rows: 0, bytes: 0, oldestAgeMs: 0 });
  });

  it('is bounded in age: while the log does not answer, newcomers are refused and nobody is lost', async () => {
    const commit = createSpecCommit({ queueAgeMaxMs: 20 });
    const streamId = newStream();
    let waiting: Promise<unknown> = Promise.resolve();
    await database.owner.sql.begin(async (tx) => {
      await tx`lock table event in share mode`;
      waiting = commit.append(firstEvent(streamId, 'x'));
      while (commit.queue().oldestAgeMs <= 20) await tx`select 1`;
      await expect(commit.append(firstEvent(newStream(), 'x'))).rejects.toThrow(OverloadedError);
    });
    expect(await waiting).toBe('created');
    expect(await commit.append(firstEvent(newStream(), 'x'))).toBe('created');
  });

  it('refuses newcomers once it closes, after writing what was inside', async () => {
    const commit = createSpecCommit();
    const inside = commit.append(firstEvent(newStream(), 'x'));
    await commit.close();
    expect(await inside).toBe('created');
    await expect(commit.append(firstEvent(newStream(), 'x'))).rejects.toThrow(OverloadedError);
  });

  it('rejects every row of a flush, without halving it, when the engine fails', async () => {
    const pool = database.connect(2);
    const commit = createSpecCommit({ sql: pool.sql });
    await pool.close();
    const results = await Promise.allSettled(
      Array.from({ length: 3 }, async () => await commit.append(firstEvent(newStream(), 'x'))),
    );
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(commit.queue().rows).toBe(0);
  });
});
