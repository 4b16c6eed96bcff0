import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

// The library under PostgreSQL ends its process on a signal by itself, and Kafka outlived it.
test('engines leave the signals to whoever starts them', async () => {
  const source = `
    await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))});
    console.log(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal)).join());
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', source]);
  expect(stdout.trim()).toBe('0,0,0');
});
