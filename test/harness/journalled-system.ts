// A distributed installation behind a gateway that keeps the oracle's journal, and what scenarios do with it:
// import by the `copse` command, kill parts meanwhile, hold everything against the journal.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDistributed, type DistributedSystem } from '@copse/local-engines';
import { createActivityJournal } from './activity-journal.ts';
import { askClickHouse } from './clickhouse-question.ts';
import { runCopse } from './copse-command.ts';
import { injectFaults, type Fault, type PlannedFault, type WorkUnderWay } from './fault-schedule.ts';
import { startJournallingGateway } from './journalling-gateway.ts';
import { examineWholeWay } from './whole-way-oracle.ts';

/** What an import said at its end. */
export interface ImportReport {
  readonly resumed: boolean;
  readonly total: Readonly<Record<'created' | 'same' | 'conflict' | 'refused', number>>;
  readonly seconds: number;
  readonly dataAsOf: string | null;
}

/** Faults for one stretch of the work: while people are registered, or while activities come in. */
export interface FaultStretch {
  readonly during: 'people' | 'activities';
  readonly plan: readonly PlannedFault[];
}

/** The installation and its journal. */
export interface JournalledSystem {
  readonly distributed: DistributedSystem;
  /** Runs `copse import` to its end, waiting for the figures; throws what it said unless it ends with 0. */
  runImport(...args: readonly string[]): Promise<ImportReport>;
  /**
   * Injects faults, stretch after stretch, while `work` is under way, every batch of it kept for
   * `batchDelayMs`. Gives the faults that met it.
   */
  killDuring(
    stretches: readonly FaultStretch[],
    batchDelayMs: number,
    work: () => Promise<void>,
  ): Promise<Fault[]>;
  examine(): ReturnType<typeof examineWholeWay>;
  askClickHouse: <Row extends readonly unknown[]>(query: string) => Promise<Row[]>;
  stop(): Promise<void>;
}

/** How long an import waits for the figures, everything that was killed having to come back before. */
const FIGURES_TIMEOUT_SECONDS = '300';

/** Starts the installation below a new folder. */
export async function startJournalledSystem(): Promise<JournalledSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'copse-journalled-'));
  const distributed = await startDistributed({ folder });
  const journal = createActivityJournal(join(folder, 'journal.tsv'));
  const gateway = await startJournallingGateway({ upstream: distributed.url, journal });
  const env = { COPSE_URL: gateway.url, COPSE_KEY: distributed.adminKey };
  const clickhouseUrl = distributed.env['CLICKHOUSE_URL'] ?? '';

  function watch(during: FaultStretch['during'], isWorkDone: () => boolean): WorkUnderWay {
    const begin = { activities: gateway.acknowledged(), people: gateway.answeredOthers() };
    return during === 'activities'
      ? {
          progress: () => gateway.acknowledged() - begin.activities,
          openRequests: gateway.openBatches,
          isFinished: isWorkDone,
        }
      : {
          progress: () => gateway.answeredOthers() - begin.people,
          openRequests: gateway.openOthers,
          isFinished: () => isWorkDone() || gateway.acknowledged() > begin.activities,
        };
  }

  return {
    distributed,
    runImport: async (...args) => {
      const state = join(folder, 'import-state');
      const command = runCopse(
        ['import', ...args, '--state', state, '--wait', FIGURES_TIMEOUT_SECONDS, '--json'],
        env,
      );
      const code = await command.exited;
      if (code !== 0) throw new Error(`copse import ended with ${code}:\n${command.stderr()}`);
      return JSON.parse(command.stdout()) as ImportReport;
    },
    killDuring: async (stretches, batchDelayMs, work) => {
      let isDone = false;
      gateway.delayBatches(batchDelayMs);
      const working = work().finally(() => (isDone = true));
      // Whatever it fails with is met below, once nothing is being killed any more.
      working.catch(() => undefined);
      const watched = stretches.map(({ during, plan }) => ({ plan, work: watch(during, () => isDone) }));
      const faults: Fault[] = [];
      for (const { plan, work: underWay } of watched)
        faults.push(...(await injectFaults(distributed, plan, underWay)));
      await working;
      gateway.delayBatches(0);
      return faults;
    },
    examine: async () =>
      await examineWholeWay({
        journalFile: journal.file,
        captureDatabaseUrl: withDatabase(distributed.engines.postgresAdminUrl, 'capture'),
        kafkaBroker: distributed.engines.kafkaBroker,
        clickhouseUrl,
      }),
    askClickHouse: async (query) => await askClickHouse(clickhouseUrl, query),
    stop: async () => {
      await gateway.stop();
      journal.close();
      await distributed.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
