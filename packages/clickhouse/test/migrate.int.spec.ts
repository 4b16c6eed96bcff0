import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { acquireClickHouse } from '@copse/testing';
import {
  checkClickHouseMigrations,
  connectClickHouse,
  ensureClickHouseDatabase,
  migrateClickHouse,
  pingClickHouse,
  type ClickHouseConnection,
} from '../src/index.ts';
import { createHome, ENGINE_KINDS, type TestHome } from './both-engines.ts';

const table = (name: string): string =>
  `CREATE TABLE IF NOT EXISTS ${name} (x UInt8) ENGINE = MergeTree ORDER BY x;\n`;

describe.each(ENGINE_KINDS)('migrations on %s', (kind) => {
  let home: TestHome;
  let connection: ClickHouseConnection;
  let folder: string;
  beforeEach(async () => {
    home = await createHome(kind);
    connection = home.connect();
    folder = mkdtempSync(join(tmpdir(), 'copse-migrations-'));
    write('0001_one.sql', `-- A sentence; with a semicolon.\n${table('a')}${table('b')}`);
  });
  afterEach(async () => {
    await connection.close();
    await home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are applied once, in order', async () => {
    write('0002_two.sql', table('c'));
    expect(await checkClickHouseMigrations(connection, set())).toEqual({ pending: ['0001_one', '0002_two'] });
    expect(await migrateClickHouse(connection, set())).toEqual({ applied: ['0001_one', '0002_two'] });
    expect(await migrateClickHouse(connection, set())).toEqual({ applied: [] });
    expect(await checkClickHouseMigrations(connection, set())).toEqual({ pending: [] });
    expect(await listTables()).toEqual(['a', 'b', 'c', 'schema_migrations']);
  });

  it('go on after one that stopped half-way', async () => {
    write(
      '0002_two.sql',
      `${table('c')}CREATE TABLE IF NOT EXISTS d (x NoSuchType) ENGINE = MergeTree ORDER BY x;\n`,
    );
    await expect(migrateClickHouse(connection, set())).rejects.toThrow(/NoSuchType/);
    expect(await listTables()).toEqual(['a', 'b', 'c', 'schema_migrations']);
    write('0002_two.sql', `${table('c')}${table('d')}`);
    expect(await migrateClickHouse(connection, set())).toEqual({ applied: ['0002_two'] });
    expect(await listTables()).toEqual(['a', 'b', 'c', 'd', 'schema_migrations']);
  });

  it('refuse a database that is newer than the program, and change nothing', async () => {
    write('0002_two.sql', table('c'));
    await migrateClickHouse(connection, set());
    rmSync(join(folder, '0002_two.sql'));
    await expect(migrateClickHouse(connection, set())).rejects.toThrow(
      /0002_two.*database is newer; upgrade Copse/,
    );
    await expect(checkClickHouseMigrations(connection, set())).rejects.toMatchObject({
      name: 'ClickHouseNewerError',
    });
  });

  it('refuse a file that was changed after it was applied', async () => {
    await migrateClickHouse(connection, set());
    write('0001_one.sql', table('other'));
    await expect(migrateClickHouse(connection, set())).rejects.toThrow(
      /0001_one\.sql was changed after it was applied/,
    );
  });

  it('refuse a hole in the numbers, and what could not be run again', async () => {
    write('0003_three.sql', table('c'));
    await expect(migrateClickHouse(connection, set())).rejects.toThrow(/has number 3 where 2 is due/);
    rmSync(join(folder, '0003_three.sql'));
    write('0002_two.sql', 'CREATE TABLE c (x UInt8) ENGINE = MergeTree ORDER BY x;\n');
    await expect(migrateClickHouse(connection, set())).rejects.toThrow(/lacks IF NOT EXISTS/);
  });

  function write(file: string, text: string): void {
    writeFileSync(join(folder, file), text);
  }
  function set(): { name: string; folder: string } {
    return { name: 'spec', folder };
  }
  async function listTables(): Promise<string[]> {
    const query = 'SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name';
    const rows = await (
      await connection.client.query({ query, format: 'JSONEachRow' })
    ).json<{ name: string }>();
    return rows.map((row) => row.name);
  }
});

describe('the database of a server', () => {
  it('is created where it is missing, and left alone where it is there', async () => {
    const server = await acquireClickHouse();
    const { name, url, drop } = await server.createDatabase();
    await drop();
    await ensureClickHouseDatabase(url);
    await ensureClickHouseDatabase(url);
    const connection = connectClickHouse({ url }, { origin: 'spec' });
    await pingClickHouse(connection);
    await connection.close();
    await drop();
    expect(name).toMatch(/^\w+$/);
  });

  it('is refused to a wrong password with one error that says so, and nothing on the console', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => {});
    const wrong = new URL((await acquireClickHouse()).url);
    wrong.password = 'canary-wrong';
    await expect(ensureClickHouseDatabase(wrong.href)).rejects.toThrow(/refused the user or password; check/);
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
  });
});
