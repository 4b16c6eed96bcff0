// A real dump into a standalone server: killed in the middle it goes on where it stopped, and done twice it
// changes no figure.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, findReferenceData } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCopse } from './harness/copse-command.ts';
import { readStackExchangeTruth } from './harness/stack-exchange-truth.ts';
import { makeDataFolder, startServer, type StandaloneServer } from './harness/standalone-server.ts';

const dump = findReferenceData('stackexchange-quantumcomputing-2018') ?? '';
const COMMUNITY = 'quantum-computing';
/** Two posts a tag, its excerpt and its wiki, for 157 tags (expected.json, post types 4 and 5). */
const TAG_WIKIS = 314;

interface ImportReport {
  readonly resumed: boolean;
  readonly total: Readonly<Record<'created' | 'same' | 'conflict' | 'refused', number>>;
  readonly dataAsOf: string | null;
}

let server: StandaloneServer;
const state = join(mkdtempSync(join(tmpdir(), 'copse-import-')), 'journal.json');

describe.skipIf(dump === '')('an import of stackexchange-quantumcomputing-2018 into standalone', () => {
  beforeAll(async () => {
    server = await startServer(makeDataFolder());
  });
  afterAll(async () => {
    await server.stop();
  });

  const startImport = (): ReturnType<typeof runCopse> =>
    runCopse(
      [
        'import',
        'stackexchange',
        dump,
        '--community',
        COMMUNITY,
        '--state',
        state,
        '--wait',
        '300',
        '--json',
      ],
      server.env,
    );

  async function finishImport(): Promise<ImportReport> {
    const command = startImport();
    expect(await command.exited, command.stderr()).toBe(0);
    return JSON.parse(command.stdout()) as ImportReport;
  }

  it('resumes after kill -9, counts every row once, and changes nothing the second time', async () => {
    const interrupted = startImport();
    await eventually(() => expect(readRowsDone('people')).toBeGreaterThan(0), { timeoutMs: 300_000 });
    interrupted.child.kill('SIGKILL');
    await interrupted.exited;

    const first = await finishImport();
    expect(first.resumed).toBe(true);
    expect(first.dataAsOf).not.toBeNull();
    expect(existsSync(state)).toBe(false);
    const truth = readStackExchangeTruth(dump);
    const activities =
      truth.questions + truth.answers + truth.comments + truth.votes + truth.accepts + TAG_WIKIS;
    expect(await readCounts()).toMatchObject({ activities, communities: 1, people: truth.people });
    const figures = await readFigures();

    const second = await finishImport();
    expect(second.resumed).toBe(false);
    expect(second.total).toMatchObject({ same: activities, conflict: 0, refused: 0 });
    expect(await readCounts()).toMatchObject({ activities, people: truth.people });
    expect(await readFigures()).toEqual(figures);
  });

  async function read(path: string): Promise<unknown> {
    const response = await fetch(`${server.url}${path}`, {
      headers: { authorization: `Bearer ${server.adminKey}` },
    });
    expect(response.status).toBe(200);
    return await response.json();
  }

  async function readCounts(): Promise<unknown> {
    return ((await read('/v1/analytics/health')) as { counts: unknown }).counts;
  }

  /** Figures are compared; when they were read is not part of them. */
  async function readFigures(): Promise<unknown> {
    const span = 'from=2018-03-01T00:00:00Z&to=2018-10-01T00:00:00Z&grain=month';
    const answer = await read(`/v1/analytics/communities/${COMMUNITY}/indicators?${span}`);
    return JSON.parse(
      JSON.stringify(answer, (key, value: unknown) => (key === 'dataAsOf' ? undefined : value)),
    );
  }
});

function readRowsDone(phase: string): number {
  if (!existsSync(state)) return 0;
  const journal = JSON.parse(readFileSync(state, 'utf8')) as { phases: Record<string, { rows: number }> };
  return journal.phases[phase]?.rows ?? 0;
}
