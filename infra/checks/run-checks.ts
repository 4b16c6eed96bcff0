// `npm run check`: everything that needs no engine, in under a minute. Each check is a line of the table;
// all run even when one fails, and the command that mends is printed beside the failure.
import { spawnSync } from 'node:child_process';

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  readonly mend: string;
}

const LINT_ARGUMENTS = [
  '--type-aware',
  '--deny-warnings',
  '--ignore-pattern',
  'infra/checks/boundary-probe/**',
];

const checks: readonly Check[] = [
  { name: 'format', command: ['oxfmt', '--check'], mend: 'npm run format' },
  { name: 'lint', command: ['oxlint', ...LINT_ARGUMENTS], mend: 'npm run lint' },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json'], mend: 'mend the types named above' },
  {
    name: 'boundaries',
    command: ['node', 'infra/checks/boundaries.ts'],
    mend: 'move the import the way docs/architecture.md says',
  },
  { name: 'dead code', command: ['knip'], mend: 'delete what is named, or use it' },
  {
    name: 'documents',
    command: ['node', 'infra/documents/src/generate.ts', '--check'],
    mend: 'npm run documents',
  },
  { name: 'unit specs', command: ['vitest', 'run', '--project', 'unit'], mend: 'npm run test:unit' },
];

const failed: Check[] = [];
for (const check of checks) {
  const startedAt = Date.now();
  const [command = '', ...args] = check.command;
  const result = spawnSync(command, args, { encoding: 'utf8' });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const ok = result.status === 0;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${check.name} (${seconds} s)`);
  if (ok) continue;
  failed.push(check);
  console.log(result.stdout, result.stderr, result.error?.message ?? '');
  console.log(`     to mend: ${check.mend}\n`);
}
if (failed.length > 0) {
  console.error(
    `${failed.length} of ${checks.length} checks failed: ${failed.map((check) => check.name).join(', ')}`,
  );
  process.exitCode = 1;
}
