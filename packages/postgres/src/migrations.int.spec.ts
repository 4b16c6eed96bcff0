import { acquirePostgres, type TestDatabase } from '@copse/testing';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { NOTE_TABLE, writeMigrationSet } from '../test/migration-folder.ts';
import { connectPostgres, type PostgresConnection } from './connection.ts';
import { DatabaseNewerError, MigrationChangedError, MigrationsPendingError } from './errors.ts';
import { checkMigrations, migratePostgres, requireMigrated } from './migrations.ts';

const role = { serviceRole: 'copse_spec_migrations', servicePassword: "spec's only" };
let createDatabase: () => Promise<TestDatabase>;
let database: TestDatabase;
let owner: postgres.Sql;

beforeAll(async () => {
  const engine = await acquirePostgres();
  createDatabase = async () => await engine.createDatabase('migrations');
});
beforeEach(async () => {
  database = await createDatabase();
  owner = postgres(database.url, { max: 2, onnotice: () => {} });
});
afterEach(async () => {
  await owner.end();
  await database.drop();
});
afterAll(async () => {
  const engine = await acquirePostgres();
  const admin = postgres(engine.adminUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`drop role if exists "${role.serviceRole}"`);
  await admin.end();
});

/** A pool as the service's role. */
function connectAsService(): PostgresConnection {
  const url = new URL(database.url);
  url.username = role.serviceRole;
  url.password = encodeURIComponent(role.servicePassword);
  return connectPostgres({ url: url.toString(), applicationName: 'spec', maxConnections: 1 });
}

const grown = [NOTE_TABLE, 'alter table note add column colour text'] as const;

describe('migrating', () => {
  it('applies what is missing, once, and says what it applied', async () => {
    const first = writeMigrationSet('notes', grown.slice(0, 1));
    const second = writeMigrationSet('notes', grown);
    const other = writeMigrationSet('other', ['create table other_thing (id integer primary key)']);
    const migrate = async (sets: (typeof first)[]) =>
      await migratePostgres({ url: database.url, sets, ...role });
    expect((await migrate([first])).applied).toEqual(['notes/0000']);
    expect((await migrate([second, other])).applied).toEqual(['notes/0001', 'other/0000']);
    expect((await migrate([second, other])).applied).toEqual([]);
  });

  it('leaves nothing half done when a statement fails, and goes on once it is mended', async () => {
    const broken = writeMigrationSet('notes', [
      NOTE_TABLE,
      'create table third (id integer);\n--> statement-breakpoint\nnonsense',
    ]);
    await expect(migratePostgres({ url: database.url, sets: [broken], ...role })).rejects.toThrow(/nonsense/);
    const [left] = await owner`select to_regclass('third') as third`;
    expect(left?.['third']).toBeNull();
    const mended = writeMigrationSet('notes', grown);
    await migratePostgres({ url: database.url, sets: [mended], ...role });
    expect(await checkMigrations({ url: database.url, sets: [mended] })).toEqual({
      pending: [],
      changed: [],
      unknown: [],
    });
  });

  it('may be run twice at the same moment', async () => {
    const set = writeMigrationSet('notes', grown);
    const runs = Array.from(
      { length: 3 },
      async () => await migratePostgres({ url: database.url, sets: [set], ...role }),
    );
    const applied = (await Promise.all(runs)).flatMap((run) => run.applied);
    expect(applied).toEqual(['notes/0000', 'notes/0001']);
  });
});

describe('a program at its start', () => {
  it('is told to migrate where the database lacks something', async () => {
    await migratePostgres({
      url: database.url,
      sets: [writeMigrationSet('notes', grown.slice(0, 1))],
      ...role,
    });
    const service = connectAsService();
    const start = requireMigrated(service.sql, [writeMigrationSet('notes', grown)], database.url);
    await expect(start).rejects.toThrow(MigrationsPendingError);
    await expect(start).rejects.toThrow(/lacks notes\/0001: run "copse migrate" first/);
    await service.close();
  });

  it('starts where database and program agree', async () => {
    const set = writeMigrationSet('notes', grown);
    await migratePostgres({ url: database.url, sets: [set], ...role });
    const service = connectAsService();
    await expect(requireMigrated(service.sql, [set], database.url)).resolves.toBeUndefined();
    await service.close();
  });

  it('refuses a database that is newer, and so does migrating: nothing is changed', async () => {
    await migratePostgres({ url: database.url, sets: [writeMigrationSet('notes', grown)], ...role });
    const older = [writeMigrationSet('notes', grown.slice(0, 1))];
    const service = connectAsService();
    const start = requireMigrated(service.sql, older, database.url);
    await expect(start).rejects.toThrow(DatabaseNewerError);
    await expect(start).rejects.toThrow(
      new RegExp(`${database.name} is newer than this program: it has notes/0001`),
    );
    await expect(migratePostgres({ url: database.url, sets: older, ...role })).rejects.toThrow(
      DatabaseNewerError,
    );
    await service.close();
  });

  it('names a file that was changed after it was applied, and what to do; the database is not called newer', async () => {
    await migratePostgres({ url: database.url, sets: [writeMigrationSet('notes', grown)], ...role });
    const edited = [writeMigrationSet('notes', [NOTE_TABLE, 'alter table note add column shade text'])];
    const service = connectAsService();
    const start = requireMigrated(service.sql, edited, database.url);
    await expect(start).rejects.toThrow(MigrationChangedError);
    await expect(start).rejects.toThrow(
      /^notes\/0001 was changed after it was applied .* start with an empty one, or restore the file/,
    );
    await expect(migratePostgres({ url: database.url, sets: edited, ...role })).rejects.toThrow(
      MigrationChangedError,
    );
    expect(await checkMigrations({ url: database.url, sets: edited })).toEqual({
      pending: [],
      changed: ['notes/0001'],
      unknown: [],
    });
    await service.close();
  });
});

describe('the role of a service', () => {
  it('owns nothing, and can neither make nor drop nor walk around row-level security', async () => {
    await migratePostgres({ url: database.url, sets: [writeMigrationSet('notes', grown)], ...role });
    const [owned] = await owner`
      select count(*)::integer as count from pg_class where relowner = ${role.serviceRole}::regrole`;
    expect(owned?.['count']).toBe(0);
    const service = connectAsService();
    for (const statement of [
      'create table mine (id integer)',
      'drop table note',
      'alter table note disable row level security',
      'create role another',
      'truncate note',
      'delete from migrations.notes',
    ])
      await expect(service.sql.unsafe(statement)).rejects.toThrow(/permission denied|must be owner/);
    await service.close();
  });

  it('reaches no partition past its parent, nothing commented away, and only adds to what is append-only', async () => {
    const set = writeMigrationSet('parts', [
      `create table part (tenant text, id integer) partition by hash (tenant);
       create table part_0 partition of part for values with (modulus 1, remainder 0);
       create table hidden (id integer); comment on table hidden is 'copse:no-service-access';
       create table ledger (id integer); comment on table ledger is 'copse:append-only'`,
    ]);
    await migratePostgres({ url: database.url, sets: [set], ...role });
    const { sql, close } = connectAsService();
    await expect(sql`select * from part`).resolves.toHaveLength(0);
    await expect(sql`select * from part_0`).rejects.toThrow('permission denied');
    await expect(sql`select * from hidden`).rejects.toThrow('permission denied');
    await sql`insert into ledger values (1)`;
    await expect(sql`update ledger set id = 2`).rejects.toThrow('permission denied');
    await expect(sql`delete from ledger`).rejects.toThrow('permission denied');
    await close();
  });

  it('gets a new password by migrating again', async () => {
    const set = writeMigrationSet('notes', grown);
    await migratePostgres({ url: database.url, sets: [set], ...role, servicePassword: 'the one before' });
    await migratePostgres({ url: database.url, sets: [set], ...role });
    const service = connectAsService();
    await expect(service.sql`select 1`).resolves.toHaveLength(1);
    await service.close();
  });
});
