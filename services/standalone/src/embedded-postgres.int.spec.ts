import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { eventually } from '@copse/testing';
import postgres from 'postgres';
import { afterEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { identifyProcess } from './process-identity.ts';

const servers: EmbeddedPostgres[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'copse-pg-'));
  chmodSync(folder, 0o711);
  return join(folder, 'postgres');
}

async function start(
  folder: string,
  notices: string[] = [],
  password = 'p@ss:w/ord',
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    folder,
    password,
    onNotice: (text) => notices.push(text),
    onFatal: (error) => notices.push(`fatal: ${error.message}`),
  });
  servers.push(server);
  return server;
}

async function readSetting(server: EmbeddedPostgres, name: string): Promise<unknown> {
  const sql = postgres(server.url('postgres'), { max: 1 });
  try {
    const [row] = await sql`select current_setting(${name}) as value`;
    return row?.['value'];
  } finally {
    await sql.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('starts on a new folder with its promises of durability on, ends on request, and goes on from there', async () => {
    const folder = makeFolder();
    const first = await start(folder);
    expect(await readSetting(first, 'fsync')).toBe('on');
    expect(await readSetting(first, 'synchronous_commit')).toBe('on');
    const sql = postgres(first.url('postgres'), { max: 1 });
    await sql`create table kept (what text)`;
    await sql.end();
    const pid = first.pid();
    await first.stop();
    expect(identifyProcess(pid)).toBeNull();
    const again = postgres((await start(folder)).url('postgres'), { max: 1 });
    expect(await again`select * from kept`).toHaveLength(0);
    await again.end();
  });

  it('with another password than its own says which file to put back, and leaves nothing running', async () => {
    const folder = makeFolder();
    await (await start(folder)).stop();
    await expect(start(folder, [], 'wrong')).rejects.toThrow(/postgres-owner\.key, back from a backup/);
    expect(existsSync(join(folder, 'data', 'postmaster.pid'))).toBe(false);
  });

  it('comes back on the same port when it is killed', async () => {
    const notices: string[] = [];
    const server = await start(makeFolder(), notices);
    const before = server.pid();
    process.kill(before, 'SIGKILL');
    await eventually(() => expect(server.pid()).not.toBe(before), { timeoutMs: 20_000 });
    expect(await eventually(async () => await readSetting(server, 'fsync'), { timeoutMs: 20_000 })).toBe(
      'on',
    );
    expect(notices[0]).toContain('SIGKILL');
  });

  it('ends the server that a killed run left behind', async () => {
    const folder = makeFolder();
    const module = join(import.meta.dirname, 'embedded-postgres.ts');
    const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
      const server = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)}, password: 'p@ss:w/ord', onNotice() {}, onFatal() {} });
      console.log(server.pid()); setInterval(() => {}, 1000);`;
    const run = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = (await once(run.stdout, 'data')) as [Buffer];
    const orphan = Number(output.toString());
    run.kill('SIGKILL');
    await once(run, 'exit');
    expect(identifyProcess(orphan)).not.toBeNull();
    const notices: string[] = [];
    const server = await start(folder, notices);
    expect(notices).toEqual([`stopped PostgreSQL ${orphan}, which an earlier run had left behind`]);
    expect(identifyProcess(orphan)).toBeNull();
    expect(await readSetting(server, 'fsync')).toBe('on');
    expect(readFileSync(join(folder, 'postgres.log'), 'utf8')).not.toContain('PANIC');
  });
});
