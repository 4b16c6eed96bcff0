import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { quoteForShell, writeEnvironmentFile } from './environment-file.ts';

test('a shell reads back what was written, and nobody else may', () => {
  const folder = mkdtempSync(join(tmpdir(), "copse it's-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'copse.env');
  writeFileSync(file, 'OLD=1', { mode: 0o644 });
  const url = "postgres://a:b'c$HOME`d`@127.0.0.1:1/x?y=1&z=2";
  writeEnvironmentFile(file, { FIRST_URL: url, SECOND: '' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const script = `set -a; . ${quoteForShell(file)}; printenv FIRST_URL SECOND`;
  expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`${url}\n\n`);
});
