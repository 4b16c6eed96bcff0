// The driver is patched where it writes a statement's parameters (ADR 16): what is sent is what arrives.
import { acquirePostgres } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPostgres, type PostgresConnection } from './connection.ts';

let connection: PostgresConnection;

beforeAll(async () => {
  const { adminUrl } = await acquirePostgres();
  connection = connectPostgres({ url: adminUrl, applicationName: 'spec', maxConnections: 1 });
});
afterAll(async () => await connection.close());

const LONG = 'é🌳'.repeat(250_000);
const PARAMETERS = ['', null, 'plain', 'é🌳', LONG, null, 'the last'];
const STATEMENT = 'select $1::text a, $2::text b, $3::text c, $4::text d, $5::text e, $6::text f, $7::text g';

describe('the parameters of a statement', () => {
  it.each([
    ['planned under a name', { prepare: true }],
    ['planned for once', { prepare: false }],
  ])('arrive as they were sent: %s', async (_how, options) => {
    for (let turn = 0; turn < 3; turn += 1) {
      const [row] = await connection.sql.unsafe(STATEMENT, [...PARAMETERS], options).values();
      expect(row).toEqual(PARAMETERS);
    }
  });

  it('arrive in statements that are sent before any is answered, in their order', async () => {
    const texts = Array.from({ length: 200 }, (_, index) => 'x'.repeat(index * 37));
    const rows = await Promise.all(
      texts.map(async (text) => await connection.sql<{ text: string }[]>`select ${text}::text as text`),
    );
    expect(rows.map(([row]) => row?.text)).toEqual(texts);
  });

  it('arrive where the rows are fetched some at a time', async () => {
    const fetched: number[] = [];
    const query = connection.sql<{ n: number }[]>`
      select n from generate_series(1, ${25}::integer) as n where ${LONG}::text <> ''`;
    for await (const rows of query.cursor(10)) fetched.push(...rows.map(({ n }) => n));
    expect(fetched).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });

  it('may be bytes and numbers', async () => {
    const bytes = Buffer.from([0, 255, 10, 13]);
    const [row] = await connection.sql`select ${bytes}::bytea as bytes, ${2 ** 31 - 1}::integer as number`;
    expect(row).toEqual({ bytes, number: 2_147_483_647 });
  });
});
