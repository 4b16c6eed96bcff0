// A statement's values are people's data: what fails says why, and never with which values.
import { inspect } from 'node:util';
import { acquirePostgres, type TestDatabase } from '@copse/testing';
import { sql } from 'drizzle-orm';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPostgres, type PostgresConnection } from './connection.ts';
import { withTenant } from './tenant-transaction.ts';

const CANARY = 'canary-7f3a91';
const person = pgTable('person', { name: text().primaryKey(), age: integer() });
let database: TestDatabase;
let connection: PostgresConnection;

beforeAll(async () => {
  database = await (await acquirePostgres()).createDatabase('failures');
  connection = connectPostgres({ url: database.url, applicationName: 'spec', maxConnections: 1 });
  await connection.sql`create table person (name text primary key, age integer check (age > 0))`;
  await connection.sql`insert into person values (${CANARY}, 1)`;
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const failing: readonly (readonly [string, string, () => Promise<unknown>])[] = [
  [
    'a value that is no number',
    '22P02',
    async () => await connection.db.execute(sql`select ${CANARY}::text::integer`),
  ],
  [
    'a double',
    '23505',
    async () => await connection.db.execute(sql`insert into person values (${CANARY}, 2)`),
  ],
  [
    'a double that the query builder made',
    '23505',
    async () => await connection.db.insert(person).values({ name: CANARY, age: 2 }),
  ],
  [
    'a row against a rule, in a transaction',
    '23514',
    async () =>
      await withTenant(
        connection.db,
        'oak',
        async (tx) => await tx.execute(sql`insert into person values (${CANARY} || '2', -1)`),
      ),
  ],
  [
    'a double in a transaction within one',
    '23505',
    async () =>
      await connection.db.transaction(
        async (tx) =>
          await tx.transaction(async (inner) => await inner.insert(person).values({ name: CANARY, age: 3 })),
      ),
  ],
];

describe('a failed statement says its SQLSTATE and keeps its values to itself', () => {
  for (const [name, code, run] of failing)
    it(`for ${name}`, async () => {
      const error: unknown = await run().then(
        () => null,
        (failure: unknown) => failure,
      );
      expect(error).toMatchObject({ code });
      expect(inspect(error)).not.toContain(CANARY);
    });
});

describe('a statement that succeeds', () => {
  it('answers as before, in a transaction too', async () => {
    expect(await connection.db.select().from(person)).toEqual([{ name: CANARY, age: 1 }]);
    const rows = await withTenant(connection.db, 'oak', async (tx) => await tx.select().from(person));
    expect(rows).toEqual([{ name: CANARY, age: 1 }]);
  });
});
