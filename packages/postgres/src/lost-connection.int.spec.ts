// A connection whose server process ends while it is in use. The driver is patched (patches/): unpatched it throws
// where no caller can catch it, and the process ends, or it waits for an answer that nobody owes it.
import { acquirePostgres, eventually, type TestDatabase } from '@copse/testing';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';

let database: TestDatabase;
let other: postgres.Sql;
beforeAll(async () => {
  database = await (await acquirePostgres()).createDatabase('lost-connection');
  other = postgres(database.url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await other.end();
  await database.drop();
});

it('refuses what is asked of a reserved one afterwards, and serves again in its place', async () => {
  let closed = 0;
  const sql = postgres(database.url, { max: 1, onnotice: () => {}, onclose: () => void (closed += 1) });
  const reserved = await sql.reserve();
  const [mine] = await reserved<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await other`select pg_terminate_backend(${mine?.pid ?? 0})`;
  await eventually(() => expect(closed).toBe(1));
  // Short, so that the driver puts off sending it.
  await expect(reserved`select 1`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  reserved.release();
  await eventually(async () => expect(await sql`select 2 as answer`).toMatchObject([{ answer: 2 }]));
  await sql.end({ timeout: 1 });
});

it('settles whatever was asked while it was being lost, every time', async () => {
  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  const settle = async (query: PromiseLike<unknown>): Promise<void> =>
    void (await Promise.allSettled([query]));
  for (let round = 0; round < 10; round += 1) {
    const mine = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`.catch(() => []);
    const lost = settle(sql`select pg_sleep(10)`.execute());
    await other`select pg_terminate_backend(${mine[0]?.pid ?? 0})`;
    if (mine.length > 0) await lost;
    await Promise.all([1, 2, 3].map(async (number) => await settle(sql`select ${number}::integer`)));
  }
  await eventually(async () => expect(await sql`select 2 as answer`).toMatchObject([{ answer: 2 }]));
  await sql.end({ timeout: 1 });
});
