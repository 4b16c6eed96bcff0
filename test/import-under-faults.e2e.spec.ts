// A real dump is imported into the distributed installation while every part of it is killed three times.
// No acknowledged activity is lost, none is counted twice, and no figure differs from an import in peace.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDistributed, type DistributedSystem } from '@copse/local-engines';
import { eventually, findReferenceData } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCopse } from './harness/copse-command.ts';
import { injectFaults, planFaults, type FaultTarget } from './harness/fault-schedule.ts';
import { readStackExchangeTruth } from './harness/stack-exchange-truth.ts';
import { examineWholeWay, type WholeWayFindings } from './harness/whole-way-oracle.ts';

const dump = findReferenceData('stackexchange-quantumcomputing-2018');
const COMMUNITY = 'quantum-computing';
const KILLS_EACH = 3;
const NOTHING_WRONG = {
  missingInTopic: [],
  foreignInTopic: [],
  missingInAnalytics: [],
  foreignInAnalytics: [],
  streamsWithHoles: [],
  keysOutOfOrder: [],
};
let folder: string;
let system: DistributedSystem;

describe.skipIf(dump === null)('an import of stackexchange-quantumcomputing-2018 under kill -9', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'copse-faults-'));
    system = await startDistributed({ folder });
  });

  afterAll(async () => {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const importDump = (stateFile: string) =>
    runCopse(
      [
        'import',
        'stackexchange',
        dump ?? '',
        '--community',
        COMMUNITY,
        '--state',
        join(folder, stateFile),
        '--json',
      ],
      { COPSE_URL: system.url, COPSE_KEY: system.adminKey },
    );

  const examine = async (): Promise<WholeWayFindings> =>
    await examineWholeWay({
      captureDatabaseUrl: withDatabase(system.engines.postgresAdminUrl, 'capture'),
      kafkaBroker: system.engines.kafkaBroker,
      clickhouseUrl: system.env['CLICKHOUSE_URL'] ?? '',
    });

  it('loses nothing, doubles nothing, and gives the same figures again after a second import', async () => {
    const truth = readStackExchangeTruth(dump ?? '');
    const activities = truth.questions + truth.answers + truth.comments + truth.votes + truth.accepts;
    const targets = planFaults(KILLS_EACH);
    // The first import meets as many kills as it lasts; what is left of them meets imports of the same dump.
    await importUnder(targets, 'first.json');
    const settled = await settle();
    expect(settled.counts.log).toBeGreaterThanOrEqual(activities);
    expect(settled).toMatchObject(NOTHING_WRONG);
    const before = await readFigures();

    for (let round = 1; targets.length > 0 || round === 1; round += 1)
      await importUnder(targets, `again-${round}.json`);
    const afterwards = await settle();
    expect(afterwards).toMatchObject(NOTHING_WRONG);
    expect(afterwards.counts.log).toBe(settled.counts.log);
    expect(await readFigures()).toEqual(before);
  });

  /** Imports the dump while targets are killed in turn; those that were are taken off the list. */
  async function importUnder(targets: FaultTarget[], stateFile: string): Promise<void> {
    let importing = true;
    const command = importDump(stateFile);
    void command.exited.then(() => (importing = false));
    const faults = await injectFaults(system, targets, {
      intervalMs: 700,
      outageMs: 300,
      isWanted: () => importing,
    });
    targets.splice(0, faults.length);
    expect(await command.exited, command.stderr()).toBe(0);
    console.log(`killed: ${faults.map((fault) => `${fault.target}@${fault.atMs}ms`).join(' ')}`);
  }

  /** Waits until analytics has what the log has. */
  async function settle(): Promise<WholeWayFindings> {
    return await eventually(
      async () => {
        const findings = await examine();
        expect(findings.counts.analytics).toBe(findings.counts.log);
        return findings;
      },
      { timeoutMs: 120_000, intervalMs: 1000 },
    );
  }

  async function readFigures(): Promise<unknown> {
    const window = 'from=2018-03-01T00:00:00Z&to=2018-10-01T00:00:00Z&grain=month';
    const response = await fetch(`${system.url}/v1/analytics/communities/${COMMUNITY}/indicators?${window}`, {
      headers: { authorization: `Bearer ${system.adminKey}` },
    });
    expect(response.status).toBe(200);
    return withoutWatermarks(await response.json());
  }
});

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

/** Figures are compared; when they were read is not part of them. */
function withoutWatermarks(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'dataAsOf' ? undefined : inner)));
}
