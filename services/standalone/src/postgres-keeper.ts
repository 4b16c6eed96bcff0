// Keeps PostgreSQL running: when it dies on its own it is started again on the same port, where the
// connection pools find it back. Deaths are counted; too many mean something a restart does not mend.
import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { stopPostgresProcess } from './postgres-process.ts';

const DEATHS_MAX = 5;
const DEATHS_SPAN_MS = 60_000;
const START_ATTEMPTS = 5;

export interface PostgresKeeper {
  pid(): number;
  stop(): Promise<void>;
}

/** Starts and watches. `onFatal` hears that it is given up; `onNotice` of every death. */
export async function keepPostgresRunning(options: {
  readonly start: () => Promise<ChildProcess>;
  readonly onNotice: (text: string) => void;
  readonly onFatal: (error: Error) => void;
}): Promise<PostgresKeeper> {
  let child = await options.start();
  let isStopping = false;
  let restarting: Promise<void> = Promise.resolve();
  const deaths: number[] = [];

  async function restart(): Promise<void> {
    const now = Date.now();
    deaths.push(now);
    if (deaths.filter((at) => at > now - DEATHS_SPAN_MS).length > DEATHS_MAX) {
      throw new Error(`PostgreSQL died more than ${DEATHS_MAX} times within a minute; see its postgres.log`);
    }
    child = await startPatiently(options.start);
    watch();
  }

  function watch(): void {
    child.once('exit', (code, signal) => {
      if (isStopping) return;
      options.onNotice(`PostgreSQL ended by itself (${signal ?? `code ${code}`}); starting it again`);
      restarting = restart().catch((error: unknown) =>
        options.onFatal(error instanceof Error ? error : new Error(String(error))),
      );
    });
  }

  watch();
  return {
    pid: () => child.pid ?? 0,
    stop: async () => {
      isStopping = true;
      await restarting;
      await stopPostgresProcess(child);
    },
  };
}

/** After kill -9 its children take a moment to let go of the shared memory; until then a start is refused. */
async function startPatiently(start: () => Promise<ChildProcess>): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
      await delay(200 * attempt);
    }
  }
}
