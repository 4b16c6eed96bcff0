import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { createHome } from './both-engines.ts';

it('keeps in a chDB folder every row that was acknowledged before its process was killed, and opens again', async () => {
  const home = await createHome('chdb');
  const entry = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);
  const program = `const { connectClickHouse, createBatchWriter, encodeLine } = await import(${entry});
    const connection = connectClickHouse(${JSON.stringify(home.target)}, { origin: 'spec' });
    await connection.client.command({ query: 'CREATE TABLE IF NOT EXISTS t (x UInt64) ENGINE = ReplacingMergeTree ORDER BY x' });
    const writer = createBatchWriter({ connection, table: 't', columns: ['x'], flushIntervalMs: 1 });
    for (let from = Number(process.argv[1]); ; from += 100) {
      await writer.append(Array.from({ length: 100 }, (_, index) => encodeLine([from + index])));
      console.log(from + 100);
    }`;
  let acknowledged = 0;
  for (const kills of [1, 2, 3]) {
    const writing = spawn(process.execPath, ['--input-type=module', '-e', program, String(acknowledged)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for await (const line of createInterface({ input: writing.stdout })) {
      acknowledged = Number(line);
      if (acknowledged >= kills * 1000) writing.kill('SIGKILL');
    }
    if (writing.exitCode === null && writing.signalCode === null) await once(writing, 'exit');
    expect(writing.signalCode).toBe('SIGKILL');
  }
  const connection = home.connect();
  const query = 'SELECT toUInt32(count()) AS n, toUInt32(max(x) + 1) AS next FROM t FINAL';
  const [row] = await (
    await connection.client.query({ query, format: 'JSONEachRow' })
  ).json<{ n: number; next: number }>();
  await connection.close();
  await home.remove();
  // Nothing acknowledged is missing; what was under way may be there, without a hole.
  expect(row?.n).toBeGreaterThanOrEqual(acknowledged);
  expect(row?.n).toBe(row?.next);
});
