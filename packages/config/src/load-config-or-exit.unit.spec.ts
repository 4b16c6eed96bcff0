import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const script = `
  const { KAFKA_VARIABLES, loadConfigOrExit, MASTER_KEY_VARIABLE } = await import(process.argv[1]);
  const { default: Type } = await import('typebox');
  loadConfigOrExit('a-service', Type.Object({ ...KAFKA_VARIABLES, ...MASTER_KEY_VARIABLE }));
  console.log('configured');`;

function runWith(env: Readonly<Record<string, string>>) {
  const args = ['--input-type=module', '-e', script, join(import.meta.dirname, 'index.ts')];
  return spawnSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8', env: { ...env } });
}

it('a process with a faulty configuration lists the faults, nothing else, and ends with 2', () => {
  const { status, stdout, stderr } = runWith({ COPSE_MASTER_KEY: 'too-short-canary' });
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n')).toEqual([
    'a-service cannot start: the configuration has 2 faults:',
    expect.stringMatching(/^ {2}KAFKA_BROKERS is missing: Kafka brokers.*example: 127\.0\.0\.1:9092/),
    expect.stringMatching(/^ {2}COPSE_MASTER_KEY must NOT have fewer than 43 characters/),
  ]);
});

it('one with a sound configuration goes on', () => {
  const env = { KAFKA_BROKERS: 'kafka:9092', COPSE_MASTER_KEY: '8f1d0c3b5a79e246'.repeat(4) };
  expect(runWith(env)).toMatchObject({ status: 0, stdout: 'configured\n' });
});
