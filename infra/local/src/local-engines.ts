// The three engines of an installation, each of which can be killed and started again on its own data.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import getPort from 'get-port';
import { startClickHouse } from './clickhouse.ts';
import type { Engine } from './engine-process.ts';
import { startKafka } from './kafka.ts';
import { startPostgres } from './postgres.ts';

/** The engines by name. */
export type LocalEngineName = 'postgres' | 'kafka' | 'clickhouse';

/** Running engines and their addresses, which stay the same over restarts. */
export interface LocalEngines {
  readonly postgresAdminUrl: string;
  readonly kafkaBroker: string;
  readonly clickhouseUrl: string;
  pid(name: LocalEngineName): number;
  kill(name: LocalEngineName): Promise<void>;
  /** Starts an engine that was killed or stopped, on the same data and port. */
  start(name: LocalEngineName): Promise<void>;
  stop(): Promise<void>;
}

/** Starts all three below `folder`, with durability as shipped. */
export async function startLocalEngines(options: { folder: string }): Promise<LocalEngines> {
  mkdirSync(options.folder, { recursive: true, mode: 0o755 });
  const ports = {
    postgres: await getPort(),
    kafka: await getPort(),
    clickhouse: await getPort(),
  };
  const folderOf = (name: LocalEngineName): string => join(options.folder, name);
  const postgresFlags = ['-c', 'max_connections=200', '-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB'];
  const launch = {
    postgres: async () =>
      await startPostgres({ folder: folderOf('postgres'), port: ports.postgres, flags: postgresFlags }),
    kafka: async () => await startKafka({ folder: folderOf('kafka'), port: ports.kafka, heapMegabytes: 768 }),
    clickhouse: async () => await startClickHouse({ folder: folderOf('clickhouse'), port: ports.clickhouse }),
  };
  const starting = [launch.postgres(), launch.kafka(), launch.clickhouse()] as const;
  const [postgres, kafka, clickhouse] = await Promise.all(starting).catch(async (error: unknown) => {
    await stopStarted(starting);
    throw error;
  });
  const running = new Map<LocalEngineName, Engine>([
    ['postgres', postgres],
    ['kafka', kafka],
    ['clickhouse', clickhouse],
  ]);
  const engineOf = (name: LocalEngineName): Engine => {
    const engine = running.get(name);
    if (engine === undefined) throw new Error(`${name} is not running`);
    return engine;
  };
  return {
    postgresAdminUrl: postgres.adminUrl,
    kafkaBroker: `127.0.0.1:${ports.kafka}`,
    clickhouseUrl: clickhouse.url,
    pid: (name) => engineOf(name).pid,
    kill: async (name) => {
      await engineOf(name).kill();
      running.delete(name);
    },
    start: async (name) => void running.set(name, await launch[name]()),
    stop: async () => {
      for (const engine of running.values()) await engine.stop();
      running.clear();
    },
  };
}

/** Where one engine does not start, the others are awaited and stopped: nothing is left running. */
async function stopStarted(starting: readonly Promise<Engine>[]): Promise<void> {
  for (const result of await Promise.allSettled(starting))
    if (result.status === 'fulfilled') await result.value.stop();
}
