// Enforces the direction of imports: between packages by turbo's tags, inside a service by the linter's
// import rules. A checker that sees nothing passes everything, so both are held against what they saw.
import { execFileSync, spawnSync } from 'node:child_process';

interface Workspace {
  readonly name: string;
}

const workspaces = JSON.parse(
  execFileSync('npm', ['query', '.workspace'], { encoding: 'utf8' }),
) as Workspace[];
const failures = [...checkPackages(workspaces.length), ...checkServices()];
for (const failure of failures) console.error(failure);
if (failures.length > 0) process.exitCode = 1;
else console.log(`boundaries hold between ${workspaces.length} packages and inside services`);

function checkPackages(expectedPackages: number): string[] {
  const result = spawnSync('turbo', ['boundaries', '--no-color'], { encoding: 'utf8' });
  const output = result.stdout + result.stderr;
  const seen = /Checked (\d+) files in (\d+) packages/.exec(output);
  if (result.status !== 0) return [output];
  if (seen === null || Number(seen[1]) === 0 || Number(seen[2]) < expectedPackages)
    return [`turbo boundaries saw ${seen?.[0] ?? 'nothing'}; ${expectedPackages} packages were expected`];
  return [];
}

function checkServices(): string[] {
  const probe = 'infra/checks/boundary-probe';
  const result = spawnSync('oxlint', [probe], { encoding: 'utf8' });
  const refused = result.stdout.includes('no-restricted-imports');
  return refused
    ? []
    : [
        `the linter let ${probe} pass: its import rules for services/*/src/domain see nothing\n${result.stdout}`,
      ];
}
