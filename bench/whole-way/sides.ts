// The two sides of the comparison on the same engines: Copse's processes, and the bare pipeline's. The side
// that does not run is stopped (SIGSTOP), so that its idling costs the other nothing.
import { join } from 'node:path';
import { startServiceProcess, type DistributedSystem, type ServiceProcess } from '@copse/local-engines';
import getPort from 'get-port';
import { Kafka, logLevel } from 'kafkajs';
import postgres from 'postgres';
import type { Door } from './load.ts';
import { askNumber } from './visibility.ts';

/** One side: where to post, what to count, whom to charge. */
export interface Side {
  readonly name: 'copse' | 'bare';
  readonly door: Door;
  /** A query whose first cell is the number of rows visible of a run's community. */
  countQuery(community: string): string;
  pids(): Record<string, number>;
  resume(): void;
  suspend(): void;
}

/** Copse as it is installed. Posts go to capture itself: a gateway would be measured with it otherwise. */
export function copseSide(system: DistributedSystem): Side {
  const pids = (): Record<string, number> => collectPids([...system.processes.values()]);
  return {
    name: 'copse',
    door: {
      origin: `http://127.0.0.1:${system.env['CAPTURE_PORT']}`,
      singlePath: '/v1/activities',
      batchPath: '/v1/activities:batch',
      headers: { authorization: `Bearer ${system.adminKey}` },
      wrapBatch: (rows) => `{"activities":[${rows.join(',')}]}`,
    },
    countQuery: (community) => `SELECT count() FROM activities WHERE community = '${community}'`,
    pids,
    ...signals(pids),
  };
}

/** The bare pipeline: three processes, the same engines, no features. */
export async function bareSide(
  system: DistributedSystem,
  folder: string,
): Promise<Side & { stop(): Promise<void> }> {
  const port = await getPort();
  const postgresUrl = await createBareDatabase(system.engines.postgresAdminUrl);
  await createBareTopic(system.engines.kafkaBroker);
  const clickhouseUrl = system.env['CLICKHOUSE_URL'] ?? '';
  await askNumber(
    clickhouseUrl,
    `CREATE TABLE IF NOT EXISTS bare_activity (source LowCardinality(String), id String, community LowCardinality(String),
       act LowCardinality(String), kind LowCardinality(String), occurredAt DateTime64(3, 'UTC'), topics Array(String))
     ENGINE = ReplacingMergeTree ORDER BY (community, occurredAt, id)`,
  );
  const env = {
    BARE_POSTGRES_URL: postgresUrl,
    BARE_KAFKA_BROKER: system.engines.kafkaBroker,
    BARE_TOPIC,
    BARE_CLICKHOUSE_URL: clickhouseUrl,
    BARE_PORT: String(port),
  };
  const processes = ['capture', 'relay', 'projector'].map((name) =>
    startServiceProcess({
      name,
      entry: `bench/whole-way/bare/${name}.ts`,
      env,
      logFile: join(folder, `bare-${name}.log`),
    }),
  );
  const pids = (): Record<string, number> => collectPids(processes);
  return {
    name: 'bare',
    door: {
      origin: `http://127.0.0.1:${port}`,
      singlePath: '/single',
      batchPath: '/batch',
      headers: {},
      wrapBatch: (rows) => `[${rows.join(',')}]`,
    },
    countQuery: (community) => `SELECT count() FROM bare_activity WHERE community = '${community}'`,
    pids,
    ...signals(pids),
    stop: async () => void (await Promise.all(processes.map(async (service) => await service.stop()))),
  };
}

const BARE_TOPIC = 'bare.activity';
const PARTITIONS = 24;

async function createBareDatabase(adminUrl: string): Promise<string> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe('create database bare');
  await sql.end();
  const url = new URL(adminUrl);
  url.pathname = '/bare';
  return url.toString();
}

async function createBareTopic(broker: string): Promise<void> {
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.ERROR }).admin();
  await admin.connect();
  await admin.createTopics({
    topics: [{ topic: BARE_TOPIC, numPartitions: PARTITIONS, replicationFactor: 1 }],
  });
  await admin.disconnect();
}

function collectPids(processes: readonly ServiceProcess[]): Record<string, number> {
  return Object.fromEntries(
    processes.flatMap((service) => {
      const pid = service.pid();
      return pid === null ? [] : [[service.name, pid]];
    }),
  );
}

function signals(pids: () => Record<string, number>): { resume(): void; suspend(): void } {
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const pid of Object.values(pids())) process.kill(pid, signal);
  };
  return { resume: () => signalAll('SIGCONT'), suspend: () => signalAll('SIGSTOP') };
}
