// The standalone server as a process: what it promises at its start, at its end, and when it is killed.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@copse/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { runCopse } from './harness/copse-command.ts';
import {
  isRunning,
  makeDataFolder,
  runLauncher,
  startServer,
  type StandaloneServer,
} from './harness/standalone-server.ts';

const STOP_BUDGET_MS = 10_000;

const servers: StandaloneServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) if (server.launcher.exitCode === null) await server.stop();
});

async function start(folder = makeDataFolder(), port = 0): Promise<StandaloneServer> {
  const server = await startServer(folder, port);
  servers.push(server);
  return server;
}

/** Runs a command against the server; fails unless it exits with `code`. */
async function copse(server: StandaloneServer, args: readonly string[], code = 0): Promise<string> {
  const command = runCopse(args, server.env);
  expect(await command.exited, command.stderr()).toBe(code);
  return command.stdout();
}

const activity = (id: string): object => ({
  source: 'forum',
  id,
  community: 'bridges',
  act: 'ask',
  kind: 'problem-solving',
  occurredAt: '2024-05-01T10:00:00Z',
  actor: { id: 'ada' },
});

/** Posts as a client does: a server that is short of time says so with 503, and is asked again. */
async function post(
  server: StandaloneServer,
  body: object,
): Promise<{ httpStatus: number; status?: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${server.url}/v1/activities`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status !== 503 || attempt === 10) {
      return { ...((await response.json()) as { status?: string }), httpStatus: response.status };
    }
    await delay(Number(response.headers.get('retry-after')) * 1000);
  }
}

describe('a standalone server', () => {
  it('keeps its secrets to its owner, and serves the documents of all services', async () => {
    const server = await start();
    console.log(`ready after ${Math.round(server.readyMs)} ms; ${server.output().trim()}`);
    for (const secret of ['admin.key', 'master.key', 'postgres-owner.key', 'postgres-service.key']) {
      expect(statSync(join(server.folder, secret)).mode & 0o777).toBe(0o600);
    }
    const openApi = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
      paths: Record<string, unknown>;
    };
    expect(Object.keys(openApi.paths)).toEqual(
      expect.arrayContaining([
        '/v1/activities:batch',
        '/v1/communities',
        '/v1/stories',
        '/v1/analytics/indicators',
        '/v1/keys',
      ]),
    );
    expect((await fetch(`${server.url}/docs`)).status).toBe(200);
  });

  it('ends with exit code 0, takes its engines with it, and goes on where it was', async () => {
    const first = await start();
    expect(await post(first, activity('1'))).toMatchObject({ httpStatus: 201, status: 'created' });
    const [pid, postgresPid] = [first.pid(), first.postgresPid()];
    expect(await first.stop()).toBe(0);
    expect([isRunning(pid), isRunning(postgresPid)]).toEqual([false, false]);
    const second = await start(first.folder);
    expect(second.adminKey).toBe(first.adminKey);
    expect(await post(second, activity('1'))).toMatchObject({ httpStatus: 200, status: 'same' });
  });

  it('killed, leaves an orphaned PostgreSQL that the next start ends, and nothing it acknowledged is lost', async () => {
    const first = await start();
    for (const id of ['1', '2', '3']) expect((await post(first, activity(id))).status).toBe('created');
    const orphan = first.postgresPid();
    process.kill(first.pid(), 'SIGKILL');
    await eventually(() => expect(isRunning(first.pid())).toBe(false));
    expect(isRunning(orphan)).toBe(true);
    const second = await start(first.folder);
    expect(isRunning(orphan)).toBe(false);
    for (const id of ['1', '2', '3']) expect((await post(second, activity(id))).status).toBe('same');
  });

  it('brings a killed PostgreSQL back and goes on taking activities', async () => {
    const server = await start();
    expect((await post(server, activity('1'))).status).toBe('created');
    process.kill(server.postgresPid(), 'SIGKILL');
    await eventually(
      async () => expect(await post(server, activity('2'))).toMatchObject({ httpStatus: 201 }),
      { timeoutMs: 30_000, intervalMs: 200 },
    );
    expect(await post(server, activity('1'))).toMatchObject({ httpStatus: 200, status: 'same' });
  });

  it('ends when its launcher is killed', async () => {
    const server = await start();
    const pid = server.pid();
    server.launcher.kill('SIGKILL');
    await eventually(() => expect(isRunning(pid)).toBe(false), { timeoutMs: STOP_BUDGET_MS });
  });
});

describe('a start that cannot be', () => {
  it('names the port that is in use, and starts nothing', async () => {
    const neighbour = createServer().listen(0, '127.0.0.1');
    await once(neighbour, 'listening');
    const address = neighbour.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { exited, output } = runLauncher(['start', '--data', makeDataFolder(), '--port', port]);
    expect(await exited).toBe(1);
    expect(output()).toContain(
      `port ${port} on 127.0.0.1 is in use: stop what listens there, or give another with --port`,
    );
    neighbour.close();
  });

  it('names the process that uses the folder, and leaves it alone', async () => {
    const server = await start();
    const { exited, output } = runLauncher(['start', '--data', server.folder, '--port', '0']);
    expect(await exited).toBe(1);
    expect(output()).toContain(`is in use by process ${server.pid()}`);
    expect((await post(server, activity('1'))).httpStatus).toBe(201);
  });

  it('is a matter of usage where the command is wrong', async () => {
    for (const args of [['start', '--port', 'ninety'], ['begin'], ['import', 'csv', 'x.csv']]) {
      expect(await runLauncher(args).exited).toBe(2);
    }
  });
});

describe('keys, tenants, trace and doctor against a running server', () => {
  it('issue, list and revoke; what is revoked opens nothing', async () => {
    const server = await start();
    const issued = JSON.parse(
      await copse(server, ['keys', 'create', '--label', 'forum', '--scopes', 'activities:write', '--json']),
    ) as { keyId: string; key: string };
    const key = { ...server, adminKey: issued.key };
    await eventually(async () => expect((await post(key, activity('1'))).httpStatus).toBe(201));
    expect(await copse(server, ['keys', 'list'])).toContain(issued.keyId);
    expect(
      (await fetch(`${server.url}/v1/keys`, { headers: { authorization: `Bearer ${issued.key}` } })).status,
    ).toBe(403);
    await copse(server, ['keys', 'revoke', issued.keyId]);
    await eventually(async () => expect((await post(key, activity('2'))).httpStatus).toBe(401), {
      timeoutMs: 2500,
    });
    expect(await runCopse(['keys', 'list'], { ...server.env, COPSE_KEY: 'nonsense' }).exited).toBe(1);
    await copse(server, ['tenants', 'create', 'acme', 'Acme']);
    const other = JSON.parse(
      await copse(server, [
        'keys',
        'create',
        '--label',
        'a',
        '--scopes',
        'activities:write',
        '--tenant',
        'acme',
        '--json',
      ]),
    ) as { key: string };
    await eventually(async () =>
      expect((await post({ ...server, adminKey: other.key }, activity('1'))).status).toBe('created'),
    );
  });

  it('say where an activity is, and that one never came', async () => {
    const server = await start();
    expect((await post(server, activity('1'))).status).toBe('created');
    const stations = await eventually(
      async () => {
        const output = await copse(server, ['trace', 'forum', '1']);
        expect(output).toMatch(/ClickHouse\s+there/);
        return output;
      },
      { timeoutMs: 20_000, intervalMs: 200 },
    );
    expect(stations).toMatch(/log\s+event [0-9a-f-]{36}, recorded .*, relayed/);
    expect(stations).toMatch(/topic\s+copse\.activity\[\d+\]@\d+/);
    expect(stations).toMatch(/dead letters\s+none/);
    expect(stations).toContain('community bridges is not registered');
    expect(await copse(server, ['trace', 'forum', 'never'], 1)).toMatch(/log\s+not there/);
  });

  it('find no fault in a server that is well, and name what is wrong around it', async () => {
    const server = await start();
    const { port } = new URL(server.url);
    expect(await copse(server, ['doctor', '--data', server.folder, '--port', port])).toContain(
      'no faults found',
    );
    const faulty = runCopse(['doctor', '--data', makeDataFolder(), '--port', port]);
    expect(await faulty.exited).toBe(1);
    expect(faulty.stdout()).toMatch(new RegExp(`FAULT {3}port ${port}: port ${port} on 127.0.0.1 is in use`));
  });

  it('find what is wrong with the engines of a server that does not run, and change nothing', async () => {
    const server = await start();
    await server.stop();
    const doctor = async (code: number): Promise<string> =>
      await copse(server, ['doctor', '--data', server.folder, '--port', '0'], code);
    expect(await doctor(0)).toMatch(/ok {6}PostgreSQL: opens[^]*ok {6}ClickHouse: opens/);
    const password = join(server.folder, 'postgres-owner.key');
    const text = readFileSync(password);
    writeFileSync(password, 'canary-wrong');
    const found = await doctor(1);
    expect(found).toMatch(/FAULT {3}PostgreSQL: .*put the file with its password, postgres-owner\.key, back/);
    expect(found).not.toContain('canary');
    writeFileSync(password, text);
    expect((await start(server.folder)).adminKey).toBe(server.adminKey);
  });
});
