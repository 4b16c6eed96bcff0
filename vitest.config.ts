// Projects: unit (no engines), integration (one engine process each for the whole run), e2e (whole systems as
// processes; one file at a time, since they own ports and engines), and verify (as e2e, with data sets too
// large for every run; by a command of its own).
import { defineConfig } from 'vitest/config';

const engines = './packages/testing/src/global-setup.ts';
const everywhere = ['packages/*/{src,test}', 'services/*/{src,test}', 'infra/*/{src,test}', 'bench', 'test'];
const ignored = ['**/node_modules/**', '**/dist/**'];

/** The spec files of one kind, in every room. */
function specsOf(kind: string): string[] {
  return everywhere.map((room) => `${room}/**/*.${kind}.spec.ts`);
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: specsOf('unit'),
          exclude: ignored,
          testTimeout: 20_000,
          // They share what they import: most of their time was reading the same modules ninety times.
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          include: specsOf('int'),
          exclude: ignored,
          globalSetup: engines,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          pool: 'forks',
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          include: specsOf('e2e'),
          exclude: ignored,
          globalSetup: engines,
          testTimeout: 600_000,
          hookTimeout: 180_000,
          pool: 'forks',
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'verify',
          include: specsOf('verify'),
          exclude: ignored,
          testTimeout: 1_800_000,
          hookTimeout: 180_000,
          pool: 'forks',
          fileParallelism: false,
        },
      },
    ],
  },
});
