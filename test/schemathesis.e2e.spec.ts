// Every operation of every service, as its OpenAPI document describes it, against the running service; all four at
// once, since making the examples takes one core each and most of the time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDistributed, type DistributedSystem } from '@copse/local-engines';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSchemathesis } from './harness/schemathesis.ts';

const EXAMPLES = 200;
const SERVICES = {
  membership: 'MEMBERSHIP_PORT',
  'activity-capture': 'CAPTURE_PORT',
  'value-evaluation': 'VALUE_PORT',
  analytics: 'ANALYTICS_PORT',
} as const;

let folder: string;
let system: DistributedSystem;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'copse-schemathesis-'));
  system = await startDistributed({ folder });
});

afterAll(async () => {
  await system.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('schemathesis finds no failure', () => {
  it.concurrent.each(Object.entries(SERVICES))('in %s', async (_service, portVariable) => {
    const url = `http://127.0.0.1:${system.env[portVariable]}`;
    const result = await runSchemathesis({ url, key: system.adminKey, examples: EXAMPLES });
    expect(result.passed, shorten(result.output)).toBe(true);
    expect(result.output).toMatch(/[1-9]\d* passed/);
  });
});

/** The end of what was said; a body of a megabyte in it would be all that is seen. */
function shorten(output: string): string {
  const lines = output.split('\n').map((line) => (line.length > 500 ? `${line.slice(0, 500)} …` : line));
  return lines.join('\n').slice(-16_000);
}
