import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { createChdbPool } from './chdb-pool.ts';

const SLOW = 'SELECT sum(cityHash64(number)) FROM numbers(100000000000)';

describe('the sessions of a chDB folder', () => {
  const path = mkdtempSync(join(tmpdir(), 'copse-chdb-'));
  let client: ClickHouseClient;
  beforeAll(() => {
    client = createClient({ connection: createChdbPool({ path, readers: 1, maxQueued: 2 }) });
  });
  afterAll(async () => {
    await client.close();
    rmSync(path, { recursive: true, force: true });
  });

  it('refuse a query past the bound of those that wait, and answer those', async () => {
    const heavy = read(SLOW, { max_execution_time: 0.5 }).catch(() => 'ended');
    const waiting = [read('SELECT 1 AS x'), read('SELECT 2 AS x')];
    await expect(read('SELECT 3 AS x')).rejects.toMatchObject({
      name: 'ClickHouseOverloadedError',
      retryAfterSeconds: 1,
    });
    expect(await heavy).toBe('ended');
    expect(await Promise.all(waiting)).toEqual([[{ x: 1 }], [{ x: 2 }]]);
  });

  it('write while every reader is busy', async () => {
    await client.command({ query: 'CREATE TABLE IF NOT EXISTS t (x UInt8) ENGINE = MergeTree ORDER BY x' });
    let isBusy = true;
    const heavy = read(SLOW, { max_execution_time: 1 })
      .catch(() => {})
      .finally(() => (isBusy = false));
    await client.insert({ table: 't', format: 'JSONEachRow', values: [{ x: 1 }] });
    expect(isBusy).toBe(true);
    await heavy;
    expect(await read('SELECT toUInt8(count()) AS n FROM t')).toEqual([{ n: 1 }]);
  });

  it('refuse what is no setting’s name, and are free again afterwards', async () => {
    await expect(read('SELECT 1', { 'x = 1; DROP TABLE t; --': 1 })).rejects.toThrow(/no setting's name/);
    expect(await read('SELECT 4 AS x')).toEqual([{ x: 4 }]);
  });

  it('say a setting’s text as it is, quotes and backslashes too', async () => {
    const comment = String.raw`it's a \ "comment"`;
    expect(await read("SELECT getSetting('log_comment') AS comment", { log_comment: comment })).toEqual([
      { comment },
    ]);
  });

  async function read(query: string, settings: Record<string, string | number> = {}): Promise<unknown> {
    const result = await client.query({ query, format: 'JSONEachRow', clickhouse_settings: settings });
    return await result.json();
  }
});
