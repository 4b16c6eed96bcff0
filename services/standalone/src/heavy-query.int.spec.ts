// chDB runs in this process, so a heavy query must not hold the event loop that answers everybody else.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectClickHouse } from '@copse/clickhouse';
import { expect, it } from 'vitest';

const TICK_MS = 10;
const HEAVY_QUERY = 'SELECT sum(cityHash64(number)) AS hash FROM numbers(200000000)';

it('a heavy query in chDB leaves the event loop to others', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'copse-heavy-')), 'clickhouse');
  const connection = connectClickHouse({ path }, { origin: 'spec' });
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), TICK_MS);
  const startedMs = performance.now();
  const result = await connection.client.query({ query: HEAVY_QUERY, format: 'JSONEachRow' });
  await result.text();
  const tookMs = performance.now() - startedMs;
  clearInterval(timer);
  await connection.close();
  // A query that held the loop would leave none or one; a busy machine may take most of them.
  expect(tookMs).toBeGreaterThan(10 * TICK_MS);
  expect(ticks).toBeGreaterThan(5);
});
