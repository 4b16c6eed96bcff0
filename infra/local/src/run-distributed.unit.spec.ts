import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

function runWith(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  // A port nobody can give: were the arguments overlooked, nothing would start all the same.
  const env = { ...process.env, PORT: 'none' };
  return spawnSync(process.execPath, [join(import.meta.dirname, 'run-distributed.ts'), ...args], {
    encoding: 'utf8',
    env,
  });
}

test('--help names what can be set, and starts nothing', () => {
  const { status, stdout } = runWith('--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Usage: npm run distributed/);
  expect(stdout).toContain('PORT');
  expect(stdout).toContain('COPSE_DISTRIBUTED_DATA');
});

test.each([['--prot=4001'], ['start']])('%s is refused with 2', (argument) => {
  const { status, stderr } = runWith(argument);
  expect(status).toBe(2);
  expect(stderr).toContain(argument.split('=')[0]);
  expect(stderr).toContain('--help');
});
