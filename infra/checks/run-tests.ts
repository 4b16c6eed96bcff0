// `npm test`: every spec of every project on real engines, then one closing line `N passed, N failed`.
// An engine that cannot be had fails the run by name; a skipped spec is named and, in CI, only data sets
// that are absent may be the reason.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Assertion {
  readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo';
  readonly fullName: string;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly Assertion[];
  }[];
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

// One project after the other: whole systems want the machine to themselves.
const named = process.argv.slice(2);
const results = (named.length > 0 ? named : ['unit', 'integration', 'e2e']).map(runProject);
for (const name of results.flatMap((counts) => counts.skipped)) console.log(`skipped: ${name}`);
const passed = results.reduce((sum, counts) => sum + counts.passed, 0);
const failed = results.reduce((sum, counts) => sum + counts.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && results.every((counts) => counts.passed > 0) ? 0 : 1;

/** Runs one project; a run that ends badly without naming a test counts as one failure. */
function runProject(project: string): Counts {
  const folder = mkdtempSync(join(tmpdir(), 'copse-test-report-'));
  const reportFile = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const run = spawnSync('vitest', ['run', '--project', project, ...reporters], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const counts = countResults(reportFile);
  rmSync(folder, { recursive: true, force: true });
  return run.status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function countResults(file: string): Counts {
  const report = readReport(file);
  const assertions = report.testResults.flatMap((suite) => suite.assertionResults);
  const brokenFiles = report.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  );
  return {
    passed: assertions.filter((assertion) => assertion.status === 'passed').length,
    failed: assertions.filter((assertion) => assertion.status === 'failed').length + brokenFiles.length,
    skipped: assertions
      .filter((assertion) => !['passed', 'failed'].includes(assertion.status))
      .map((assertion) => assertion.fullName),
  };
}

function readReport(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return { testResults: [] };
  }
}
