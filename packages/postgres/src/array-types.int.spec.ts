// Arrays go to PostgreSQL and come back as they were, though no connection asks for its types.
import { acquirePostgres } from '@copse/testing';
import { expect, it } from 'vitest';
import { connectPostgres } from './connection.ts';

it('carries arrays there and back: quotes, commas, backslashes, null, nothing, numbers, bytes', async () => {
  const { adminUrl } = await acquirePostgres();
  const connection = connectPostgres({ url: adminUrl, maxConnections: 1, applicationName: 'spec' });
  const texts = ['plain', '', 'a,b', 'say "hi"', String.raw`C:\temp`, 'NULL', '{}', 'line\nbreak', 'ключ ✓'];
  const [row] = await connection.sql`select
    ${texts}::text[] as texts, ${['a', null]}::text[] as gaps, ${[]}::text[] as nothing,
    ${[1, -2]}::int4[] as numbers, ${['9007199254740993']}::int8[] as large,
    array[true, false] as booleans, array['\\x00ff'::bytea] as bytes`;
  expect(row).toEqual({
    texts,
    gaps: ['a', null],
    nothing: [],
    numbers: [1, -2],
    large: ['9007199254740993'],
    booleans: [true, false],
    bytes: [Buffer.from([0, 255])],
  });
  const found =
    await connection.sql`select ${'b'}::text = any(${['a', 'b']}) and 'c' = any(${'{a,c}'}::text[]) as found`;
  expect(found[0]?.['found']).toBe(true);
  await connection.close();
});
