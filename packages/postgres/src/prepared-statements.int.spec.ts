// What drizzle sends is planned once a connection, whether it stands alone or in a transaction.
import { acquirePostgres, type TestDatabase } from '@copse/testing';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPostgres, type PostgresConnection } from './connection.ts';

let database: TestDatabase;
let connection: PostgresConnection;

beforeAll(async () => {
  database = await (await acquirePostgres()).createDatabase('prepared');
  connection = connectPostgres({ url: database.url, applicationName: 'spec', maxConnections: 1 });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

/** How often each statement on the one connection was planned with its values unknown, and with them known. */
async function countRuns(marker: string): Promise<number[]> {
  const rows = await connection.sql<{ runs: string }[]>`
    select generic_plans + custom_plans as runs from pg_prepared_statements
    where statement like ${`%${marker}%`} and statement not like '%pg_prepared_statements%'`;
  return rows.map(({ runs }) => Number(runs));
}

describe('a statement of drizzle', () => {
  it('is prepared once and runs again under its name', async () => {
    for (const value of [1, 2, 3]) await connection.db.execute(sql`select ${value}::integer as alone`);
    expect(await countRuns('as alone')).toEqual([3]);
  });

  it('is prepared inside a transaction, and inside one of that', async () => {
    for (const value of [1, 2])
      await connection.db.transaction(async (tx) => {
        await tx.execute(sql`select ${value}::integer as within`);
        await tx.transaction(async (inner) => await inner.execute(sql`select ${value}::integer as within`));
      });
    expect(await countRuns('as within')).toEqual([4]);
  });

  it('still fails with its own error, and leaves the connection usable', async () => {
    await expect(connection.db.execute(sql`select 1 / ${0}::integer`)).rejects.toThrow();
    expect(await connection.db.execute(sql`select ${7}::integer as after`)).toEqual([{ after: 7 }]);
  });
});
