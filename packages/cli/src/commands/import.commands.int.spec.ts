// `copse import` as people call it: what it says and how it ends when something is wrong. The server is a
// script here; what a real one does is shown in test/.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = join(import.meta.dirname, '../main.ts');
const KEY = `copse_0123456789abcdef_${'k'.repeat(43)}`;
const MAPPING = `source: forum
community: { key: quantum, name: Quantum }
format: {}
activity: { id: '{id}', act: '{act}', occurredAt: { from: '{at}', as: iso } }
`;
const ROWS = 'id,act,at\n1,ask,2024-01-01T00:00:00Z\n2,answer,2024-01-02T00:00:00Z\n';

const folder = mkdtempSync(join(tmpdir(), 'copse-import-command-'));
let server: Server;
let url = '';

/** Takes every activity but those with the id `known`, which it has otherwise; knows one key. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [status, body] = answer(request.url ?? '', request.headers.authorization, chunks);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function answer(path: string, authorization: string | undefined, body: readonly Buffer[]): [number, unknown] {
  if (authorization !== `Bearer ${KEY}`)
    return [401, { title: 'Unauthorized', status: 401, detail: 'This API key is not known.' }];
  if (path.startsWith('/v1/communities')) return [200, { communityId: 'c1', key: 'quantum' }];
  const { activities } = JSON.parse(Buffer.concat([...body]).toString()) as { activities: { id: string }[] };
  const conflict = { title: 'Known with another content', status: 409 };
  const results = activities.map(({ id }, index) =>
    id === 'known'
      ? { index, status: 'conflict', httpStatus: 409, problem: conflict }
      : { index, status: 'created', httpStatus: 201, activityRef: `ref-${id}` },
  );
  return [200, { results }];
}

function write(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function runImport(
  args: readonly string[],
  key: string | null = KEY,
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [main, '--url', url, 'import', ...args, '--no-wait'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...(key === null ? {} : { COPSE_KEY: key }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

describe('copse import csv', () => {
  const mapping = write('mapping.yaml', MAPPING);
  const rows = write('rows.csv', ROWS);

  it('ends with 0 once every row is in, with its report as JSON, and leaves no state behind', async () => {
    const state = join(folder, 'state.json');
    const { code, out } = await runImport(['csv', rows, '--mapping', mapping, '--state', state, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ total: { created: 2, conflict: 0, refused: 0 }, resumed: false });
    expect(existsSync(state)).toBe(false);
  });

  it('ends with 1 where the server has a row otherwise, and names its place', async () => {
    const file = write('known.csv', `${ROWS}known,ask,2024-01-01T00:00:00Z\n`);
    const { code, out } = await runImport(['csv', file, '--mapping', mapping]);
    expect(code).toBe(1);
    expect(out).toContain('known.csv:4: known conflict: Known with another content');
  });

  it('ends with 1 and the server’s word where the key is not known', async () => {
    const { code, err } = await runImport(['csv', rows, '--mapping', mapping], KEY.replace('k', 'x'));
    expect(code).toBe(1);
    expect(err).toMatch(/answered 401: Unauthorized: This API key is not known/);
    expect(err).not.toContain('xkkk');
  });

  it.each([
    ['a missing file', ['csv', 'nowhere.csv', '--mapping', mapping], /there is no file nowhere\.csv/],
    ['a missing mapping', ['csv', rows, '--mapping', 'no.yaml'], /there is no mapping file no\.yaml/],
    ['a batch past the server’s bound', ['csv', rows, '--mapping', mapping, '--batch', '1001'], /1 to 1000/],
    ['a state file that is none', ['csv', rows, '--mapping', mapping, '--state', rows], /no state file/],
    ['a missing folder', ['stackexchange', 'nowhere'], /nowhere is no folder; give the folder that holds/],
  ])('ends with 2 and sends nothing for %s', async (_what, args, message) => {
    const { code, err } = await runImport(args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(readFileSync(rows, 'utf8')).toBe(ROWS);
  });

  it('ends with 2 for a column that is not there, as JSON where that was asked for', async () => {
    const other = write('columns.yaml', MAPPING.replace('{at}', '{when}'));
    const { code, err } = await runImport(['csv', rows, '--mapping', other, '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(err)).toMatchObject({
      error: { name: 'UsageError', message: expect.stringContaining('a column "when"') as string },
    });
  });

  it('ends with 2 before it reads a row where there is no key', async () => {
    const { code, err } = await runImport(['csv', rows, '--mapping', mapping], null);
    expect(code).toBe(2);
    expect(err).toMatch(/no API key: give --key, COPSE_KEY/);
  });

  it('ends with 1 for a broken row and sends none of the file', async () => {
    const file = write('broken.csv', `${ROWS}3,shout,2024-01-01T00:00:00Z\n`);
    const { code, out, err } = await runImport(['csv', file, '--mapping', mapping]);
    expect(code).toBe(1);
    expect(err).toMatch(/^copse: broken\.csv:4: act "shout" is none of/);
    expect(out).toBe('');
  });
});
