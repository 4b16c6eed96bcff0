import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireClickHouse } from '@copse/testing';
import { connectClickHouse, createBatchWriter, encodeLine, type ClickHouseConnection } from '../src/index.ts';
import { createHome, ENGINE_KINDS, type TestHome } from './both-engines.ts';

const shape = { table: 'facts', columns: ['k', 'text'] } as const;

describe.each(ENGINE_KINDS)('a batch writer on %s', (kind) => {
  let home: TestHome;
  let connection: ClickHouseConnection;
  beforeAll(async () => {
    home = await createHome(kind);
    connection = home.connect();
    await createFacts(connection);
  });
  afterAll(async () => {
    await connection.close();
    await home.remove();
  });

  it('resolves an append when its rows are in the engine, many small ones in one insert', async () => {
    const sizes: number[] = [];
    const writer = createBatchWriter({
      connection,
      ...shape,
      flushIntervalMs: 20,
      onFlushed: (rows) => sizes.push(rows),
    });
    await Promise.all(
      Array.from(
        { length: 100 },
        async (_, index) => await writer.append([encodeLine([index, `row ${index}`])]),
      ),
    );
    expect(await countFacts(connection, '0 <= k AND k < 100')).toBe(100);
    await writer.close();
    expect(sizes).toEqual([100]);
  });

  it('cuts a long append at its most rows per insert and bounds what it holds', async () => {
    const sizes: number[] = [];
    const writer = createBatchWriter({
      connection,
      ...shape,
      maxRows: 1000,
      maxBufferedBytes: 50_000,
      onFlushed: (rows) => sizes.push(rows),
    });
    let greatestBacklog = 0;
    const timer = setInterval(() => (greatestBacklog = Math.max(greatestBacklog, writer.backlog().bytes)), 1);
    await writer.append(
      Array.from({ length: 10_000 }, (_, index) => encodeLine([1000 + index, 'x'.repeat(20)])),
    );
    clearInterval(timer);
    await writer.close();
    expect(await countFacts(connection, 'k >= 1000 AND k < 11000')).toBe(10_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
    expect(greatestBacklog).toBeLessThan(51_000);
    expect(writer.backlog()).toEqual({ rows: 0, bytes: 0 });
  });

  it('keeps quotes, line breaks and emoji of a text', async () => {
    const text = 'a "quoted" \\ line\nbreak\t🌳';
    const writer = createBatchWriter({ connection, ...shape });
    const appended = writer.append([encodeLine([20_000, text])]);
    await writer.flush();
    await appended;
    const result = await connection.client.query({
      query: 'SELECT text FROM facts WHERE k = 20000',
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ text }]);
    await writer.close();
  });

  it('rejects at once what can never succeed, and goes on with the next', async () => {
    const writer = createBatchWriter({ connection, ...shape, flushIntervalMs: 5 });
    await expect(writer.append([encodeLine(['not a number', 'x'])])).rejects.toMatchObject({ code: '27' });
    await writer.append([encodeLine([20_001, 'fine'])]);
    await writer.close();
    expect(await countFacts(connection, 'k = 20001')).toBe(1);
  });
});

describe('a batch writer on an engine that is away for a while', () => {
  it('sends again until it is back, and gives up at its limit', async () => {
    const database = await (await acquireClickHouse()).createDatabase();
    const proxy = await startProxy(database.url);
    const connection = connectClickHouse({ url: proxy.url }, { origin: 'spec' });
    await createFacts(connection);
    proxy.refuse(3);
    const attempts: number[] = [];
    const writer = createBatchWriter({
      connection,
      ...shape,
      flushIntervalMs: 1,
      onRetry: (_error, attempt) => attempts.push(attempt),
    });
    await writer.append([encodeLine([1, 'through'])]);
    expect(attempts).toEqual([1, 2, 3]);
    expect(await countFacts(connection, 'k = 1')).toBe(1);
    await writer.close();

    proxy.refuse(Number.MAX_SAFE_INTEGER);
    const impatient = createBatchWriter({ connection, ...shape, flushIntervalMs: 1, giveUpAfterMs: 300 });
    await expect(impatient.append([encodeLine([2, 'never'])])).rejects.toThrow(/socket hang up|ECONNRESET/);
    await impatient.close();
    await connection.close();
    proxy.server.close();
    await database.drop();
  });
});

async function createFacts(connection: ClickHouseConnection): Promise<void> {
  await connection.client.command({
    query: 'CREATE TABLE facts (k UInt64, text String) ENGINE = ReplacingMergeTree ORDER BY k',
  });
}

async function countFacts(connection: ClickHouseConnection, where: string): Promise<number> {
  const query = `SELECT toUInt32(count()) AS n FROM facts FINAL WHERE ${where}`;
  const [row] = await (await connection.client.query({ query, format: 'JSONEachRow' })).json<{ n: number }>();
  return row?.n ?? -1;
}

/** Stands before a server and answers the next requests by cutting the connection. */
async function startProxy(
  target: string,
): Promise<{ url: string; server: Server; refuse(requests: number): void }> {
  const upstream = new URL(target);
  let refusals = 0;
  const server = createServer((incoming, outgoing) => {
    if (refusals-- > 0) return void incoming.socket.destroy();
    const { method, url, headers } = incoming;
    const forwarded = request(
      { host: upstream.hostname, port: upstream.port, path: url, method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.toString(), server, refuse: (requests) => void (refusals = requests) };
}
