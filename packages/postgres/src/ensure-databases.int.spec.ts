import { randomBytes } from 'node:crypto';
import { acquirePostgres } from '@copse/testing';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDatabases } from './ensure-databases.ts';
import { PostgresUnavailableError } from './errors.ts';

const suffix = randomBytes(6).toString('hex');
const names = [`ensured_one_${suffix}`, `Ensured "two" ${suffix}`];
const role = `ensured_nobody_${suffix}`;
let adminUrl: string;
let admin: postgres.Sql;

beforeAll(async () => {
  ({ adminUrl } = await acquirePostgres());
  admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  for (const name of names) await admin`drop database if exists ${admin(name)}`;
  await admin`drop role if exists ${admin(role)}`;
  await admin.end();
});

describe('databases that have to be there', () => {
  it('are made once by any number that ask at once, and left alone afterwards', async () => {
    await Promise.all(Array.from({ length: 4 }, async () => await ensureDatabases(adminUrl, names)));
    const made =
      await admin`select oid, datname from pg_database where datname in ${admin(names)} order by oid`;
    expect(made.map(({ datname }) => String(datname)).sort()).toEqual([...names].sort());
    await ensureDatabases(adminUrl, names);
    expect(
      await admin`select oid, datname from pg_database where datname in ${admin(names)} order by oid`,
    ).toEqual(made);
  });

  it('are refused in words to one who may not make them', async () => {
    await admin.unsafe(`create role ${role} login password 'spec-only' nocreatedb`);
    const url = new URL(adminUrl);
    url.username = role;
    url.password = 'spec-only';
    const refusal = ensureDatabases(url.toString(), [`ensured_never_${suffix}`]);
    await expect(refusal).rejects.toThrow(PostgresUnavailableError);
    await expect(refusal).rejects.toThrow(/PostgreSQL at .*permission denied to create database/);
  });
});
