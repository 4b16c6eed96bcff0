// Commands on a real log: a counter that may not pass ten, since every rule of the handler shows on it.
import { randomUUID } from 'node:crypto';
import { withTenant } from '@copse/postgres';
import { sql as template } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogDatabase, type LogDatabase } from '../test/log-database.ts';
import { createCommandHandler, type CommandRequest, type CommandResult } from './command-handler.ts';
import { reject, type Decider } from './decider.ts';
import type { DomainEvent } from './event.ts';
import { ContentionError, sqlStateOf, StreamTooLongError } from './errors.ts';
import { readStream } from './read-stream.ts';

type Counted = DomainEvent<'counted', { by: number }>;
interface Count {
  readonly by: number;
}

const LIMIT = 10;
const DIVISION_BY_ZERO = '22012';
const decider: Decider<Count, number, Counted, 'past-limit'> = {
  initialState: 0,
  decide(command, state) {
    if (command.by === 0) return [];
    if (state + command.by > LIMIT) return reject('past-limit', { state, limit: LIMIT });
    return [{ type: 'counted', data: { by: command.by } }];
  },
  evolve: (state, event) => state + event.data.by,
};
const options = {
  decider,
  toNewEvents: (events: readonly Counted[]) =>
    events.map((event) => ({ ...event, eventId: randomUUID(), schemaVersion: 1, sealed: null })),
  fromRecorded: (recorded: { data: unknown }): Counted => ({
    type: 'counted',
    data: recorded.data as Counted['data'],
  }),
};
const handle = createCommandHandler(options);
const tenant = 'tenant-a';
let database: LogDatabase;
let streams = 0;

beforeAll(async () => {
  database = await createLogDatabase(20);
  await database.owner
    .sql`create table total (tenant text not null, stream_id text not null, total integer not null, primary key (tenant, stream_id))`;
  await database.owner.sql`grant select, insert, update on total to public`;
});
afterAll(async () => await database.drop());

function newStream(): string {
  streams += 1;
  return `counter/${streams}`;
}

async function count(
  streamId: string,
  by: number,
  more: Partial<CommandRequest<Count, number>> = {},
): Promise<CommandResult<number, 'past-limit'>> {
  return await handle(database.connection.db, { tenant, streamId, command: { by }, meta: {}, ...more });
}

describe('a command', () => {
  it('appends what was decided and answers the new state', async () => {
    const streamId = newStream();
    await count(streamId, 3);
    expect(await count(streamId, 4)).toMatchObject({
      outcome: 'done',
      version: 2,
      state: 7,
      events: [{ version: 2 }],
    });
  });

  it('appends nothing when it is rejected', async () => {
    const streamId = newStream();
    await count(streamId, 8);
    expect(await count(streamId, 3)).toEqual({
      outcome: 'rejected',
      version: 1,
      rejection: { rejected: 'past-limit', facts: { state: 8, limit: 10 } },
    });
    expect(await count(streamId, 0)).toMatchObject({ version: 1 });
  });

  it('appends nothing when all is so already', async () => {
    const streamId = newStream();
    expect(await count(streamId, 0)).toEqual({ outcome: 'unchanged', version: 0, state: 0 });
  });

  it('is stale when the caller has seen another version, and is not retried', async () => {
    const streamId = newStream();
    await count(streamId, 1);
    await count(streamId, 1);
    expect(await count(streamId, 1, { expectedVersion: 1 })).toEqual({ outcome: 'stale', actualVersion: 2 });
    expect(await count(streamId, 1, { expectedVersion: 2 })).toMatchObject({ outcome: 'done', version: 3 });
  });

  it('lets one of 16 callers who saw the same version win', async () => {
    const streamId = newStream();
    await count(streamId, 1);
    const results = await Promise.all(
      Array.from({ length: 16 }, async () => await count(streamId, 1, { expectedVersion: 1 })),
    );
    const outcomes = results.map((result) => result.outcome).sort();
    expect(outcomes).toEqual(['done', ...Array.from({ length: 15 }, () => 'stale')]);
  });

  it('loads again when it meets concurrent appends, and never passes the rule', async () => {
    const streamId = newStream();
    const results = await Promise.all(
      Array.from({ length: 12 }, async () => await count(streamId, 1, { maxRetries: 50 })),
    );
    expect(results.filter((result) => result.outcome === 'done')).toHaveLength(LIMIT);
    expect(results.filter((result) => result.outcome === 'rejected')).toHaveLength(2);
  });

  it('gives up after its retries with an error that says so', async () => {
    const streamId = newStream();
    const meddling = createCommandHandler({
      ...options,
      // Somebody is always faster.
      async toNewEvents(events) {
        await count(streamId, 1);
        return options.toNewEvents(events);
      },
    });
    const hopeless = meddling(database.connection.db, {
      tenant,
      streamId,
      command: { by: 1 },
      meta: {},
      maxRetries: 2,
    });
    await expect(hopeless).rejects.toThrow(ContentionError);
    expect(await count(streamId, 0)).toMatchObject({ version: 3 });
  });

  it('refuses a stream that is too long to load, by name', async () => {
    const streamId = newStream();
    const events = Array.from({ length: 1000 }, () => ({ type: 'counted' as const, data: { by: 0 } }));
    const endless = createCommandHandler({
      ...options,
      decider: { ...decider, decide: () => events },
      maxStreamEvents: 1000,
    });
    const request = { tenant, streamId, command: { by: 0 }, meta: {} };
    await endless(database.connection.db, request);
    await expect(endless(database.connection.db, request)).rejects.toThrow(StreamTooLongError);
  });
});

describe('a read model', () => {
  const project: NonNullable<CommandRequest<Count, number>['project']> = async (tx, [recorded], state) => {
    await tx.execute(template`
      insert into total values (${tenant}, ${recorded?.streamId ?? ''}, ${state})
      on conflict (tenant, stream_id) do update set total = excluded.total`);
  };

  it('is written in the transaction of the append', async () => {
    const streamId = newStream();
    await count(streamId, 2, { project });
    await count(streamId, 3, { project });
    const rows = await database.owner.sql`select total from total where stream_id = ${streamId}`;
    expect(rows).toEqual([{ total: 5 }]);
  });

  it('that fails takes the append back', async () => {
    const streamId = newStream();
    const failing = count(streamId, 2, {
      project: async (tx) => void (await tx.execute(template`select 1 / 0`)),
    });
    await expect(failing.catch(sqlStateOf)).resolves.toBe(DIVISION_BY_ZERO);
    expect(await count(streamId, 0)).toEqual({ outcome: 'unchanged', version: 0, state: 0 });
  });

  it('follows the order of the stream under concurrent commands', async () => {
    const streamId = newStream();
    await Promise.all(
      Array.from({ length: 8 }, async () => await count(streamId, 1, { project, maxRetries: 50 })),
    );
    const rows = await database.owner.sql`select total from total where stream_id = ${streamId}`;
    expect(rows).toEqual([{ total: 8 }]);
  });
});

describe('a replay', () => {
  it('of the recorded events gives the live state (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 }), async (steps) => {
        const streamId = newStream();
        let live = 0;
        for (const by of steps) {
          const result = await count(streamId, by);
          if (result.outcome === 'done') live = result.state;
        }
        const recorded = await withTenant(
          database.connection.db,
          tenant,
          async (tx) => await readStream(tx, { tenant, streamId }),
        );
        expect(recorded.map(options.fromRecorded).reduce(decider.evolve, decider.initialState)).toBe(live);
      }),
      { numRuns: 25 },
    );
  });
});
