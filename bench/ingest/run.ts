// Taking activities in over HTTP, on a PostgreSQL with fsync on: batches of 100 beside the bare append statement with
// the same rows (capture's own, and one that takes JSON: ADR 15), single posts with group commit beside a statement for
// every request, and both beside the same route without a database. Sides take turns in one run. Prints tables, writes
// bench/results/ingest.json, and ends with what the log holds beside what was acknowledged.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateApiKey } from '@copse/access';
import {
  SERVICE_PROCESSES,
  startPostgres,
  startServiceProcess,
  type ServiceProcess,
} from '@copse/local-engines';
import { connectPostgres } from '@copse/postgres';
import { eventually } from '@copse/testing';
import Table from 'cli-table3';
import getPort from 'get-port';
import { describeMachine } from '../report/machine.ts';
import { median, showRange, showRatios } from '../report/statistics.ts';
import { takeTurns } from '../report/turns.ts';
import { makeActivities, prepareLoad, type Door } from '../whole-way/load.ts';
import { readCpuSeconds } from '../whole-way/process-cpu.ts';
import {
  appendAll,
  createJsonStatement,
  makeRowsLikeStored,
  OWN_STATEMENT,
  type BareStatement,
} from './bare-append.ts';
import { createDatabases } from './databases.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
/** As many callers as keep two processes busy, and as many connections for the bare statement. */
const BATCHES = { batchRows: 100, callers: 16, rows: Number(process.env['BENCH_BATCH_ROWS'] ?? 150_000) };
const SINGLES = { batchRows: 1, callers: 64, rows: Number(process.env['BENCH_SINGLE_ROWS'] ?? 20_000) };
/** The more callers wait, the more rows a flush carries; a statement a request gains nothing by them. */
const MANY_SINGLES = { ...SINGLES, callers: 256 };
type Shape = typeof BATCHES;

/** One side: runs a shape once, and gives rows per second and CPU microseconds an activity. */
interface Side {
  readonly name: string;
  measure(shape: Shape, label: string): Promise<Measurement>;
}
interface Measurement {
  readonly perSecond: number;
  readonly serverCpu: number;
  readonly postgresCpu: number;
}

const folder = mkdtempSync(join(tmpdir(), 'copse-bench-ingest-'));
// PostgreSQL runs as a user of its own where the bench runs as root.
chmodSync(folder, 0o755);
const engine = await startPostgres({
  folder: join(folder, 'postgres'),
  flags: ['-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB'],
});
const { captureUrl, keysUrl } = await createDatabases(engine.adminUrl);
const { key } = generateApiKey();
const masterKey = randomBytes(32).toString('hex');
const bareConnection = connectPostgres({
  url: captureUrl,
  applicationName: 'bench-bare',
  maxConnections: BATCHES.callers,
});
const ownerUrl = new URL(engine.adminUrl);
ownerUrl.pathname = new URL(captureUrl).pathname;
const owner = connectPostgres({
  url: ownerUrl.toString(),
  applicationName: 'bench-oracle',
  maxConnections: 1,
});
const servers: ServiceProcess[] = [];
let acknowledged = 0;

const group = await startSide('group commit', 'group', 1);
const groupOfTwo = await startSide('group commit, a process a core', 'group', 2);
const row = await startSide('a statement a request', 'row', 1);
const none = await startSide('without a database', 'none', 1);
const bare = bareSide('bare append', OWN_STATEMENT);
const bareJson = bareSide('bare append of JSON', await createJsonStatement(owner.sql));
const results: Record<string, unknown> = {
  machine: describeMachine(),
  node: process.version,
};
results['batches'] = await compare(
  `batches of 100, ${BATCHES.callers} callers`,
  BATCHES,
  [group, groupOfTwo, bare, bareJson, none],
  [bare, bareJson],
);
results['singles'] = await compareSingles(SINGLES);
results['singles of many'] = await compareSingles(MANY_SINGLES);
results['oracle'] = await countLog();
mkdirSync(join(import.meta.dirname, '../results'), { recursive: true });
writeFileSync(join(import.meta.dirname, '../results/ingest.json'), `${JSON.stringify(results, null, 2)}\n`);
await Promise.all(servers.map(async (server) => await server.stop()));
await Promise.all([bareConnection.close(), owner.close()]);
await engine.stop();
rmSync(folder, { recursive: true, force: true });

/** Capture in as many processes, which share the callers. */
async function startSide(name: string, log: string, processes: number): Promise<Side> {
  const doors = await Promise.all(
    Array.from({ length: processes }, async (_, index) => await openDoor(`${name}-${index}`, log)),
  );
  return {
    name,
    measure: async (shape, label) => {
      const activities = makeActivities(`${name}-${label}`, shape.rows, 'bench');
      const share = Math.ceil(activities.length / processes);
      const callers = shape.callers / processes;
      const loads = doors.map(({ door }, index) =>
        prepareLoad(door, activities.slice(index * share, (index + 1) * share), { ...shape, callers }),
      );
      const serverPids = doors.map(({ pid }) => pid);
      const measurement = await charge(shape.rows, serverPids, async () => {
        const startedAt = performance.now();
        await Promise.all(loads.map(async (postAll) => await postAll()));
        return (performance.now() - startedAt) / 1000;
      });
      if (log !== 'none') acknowledged += shape.rows;
      return measurement;
    },
  };
}

/** Starts a capture process. */
async function openDoor(name: string, log: string): Promise<{ door: Door; pid: number }> {
  const port = await getPort();
  const env = {
    BENCH_LOG: log,
    BENCH_PORT: String(port),
    BENCH_DATABASE_URL: captureUrl,
    BENCH_KEYS_URL: keysUrl,
    BENCH_API_KEY: key,
    BENCH_MASTER_KEY: masterKey,
    NODE_OPTIONS: SERVICE_PROCESSES.capture.env.NODE_OPTIONS,
  };
  const server = startServiceProcess({
    name,
    entry: 'bench/ingest/server.ts',
    env,
    logFile: join(folder, `${name.replaceAll(' ', '-')}.log`),
  });
  servers.push(server);
  const door: Door = {
    origin: `http://127.0.0.1:${port}`,
    singlePath: '/v1/activities',
    batchPath: '/v1/activities:batch',
    headers: { authorization: `Bearer ${key}` },
    wrapBatch: (rows) => `{"activities":[${rows.join(',')}]}`,
  };
  const requireLive = async (): Promise<void> => {
    const answer = await fetch(`${door.origin}/health/live`).catch(() => null);
    if (answer?.ok !== true) throw new Error(`${door.origin} does not answer; its log is below ${folder}`);
  };
  await eventually(requireLive, { timeoutMs: 20_000, intervalMs: 100 });
  return { door, pid: server.pid() ?? 0 };
}

function bareSide(name: string, statement: BareStatement): Side {
  return {
    name,
    measure: async (shape) => {
      const rows = await makeRowsLikeStored(owner.sql, shape.rows);
      acknowledged += rows.length;
      return await charge(
        rows.length,
        [],
        async () => await appendAll(bareConnection.sql, statement, rows, shape),
      );
    },
  };
}

/** Runs it once and charges the CPU of its processes. */
async function charge(
  rows: number,
  serverPids: readonly number[],
  run: () => Promise<number>,
): Promise<Measurement> {
  const ours = serverPids.map((pid, index) => [`server ${index}`, pid] as const);
  const pids = { ...Object.fromEntries(ours), postgres: engine.pid };
  const before = readCpuSeconds(pids);
  const seconds = await run();
  const after = readCpuSeconds(pids);
  const spent = (name: string): number => (((after[name] ?? 0) - (before[name] ?? 0)) / rows) * 1e6;
  const serverCpu = ours.reduce((sum, [name]) => sum + spent(name), 0);
  return { perSecond: rows / seconds, serverCpu, postgresCpu: spent('postgres') };
}

async function compareSingles(shape: Shape): Promise<unknown> {
  return await compare(`single posts, ${shape.callers} callers`, shape, [group, row, none], [row]);
}

async function compare(
  title: string,
  shape: Shape,
  sides: readonly Side[],
  references: readonly Side[],
): Promise<unknown> {
  const measured = new Map<string, Measurement[]>(sides.map(({ name }) => [name, []]));
  for (const { side, round } of takeTurns(sides, ROUNDS)) {
    // Of two processes each gets half, and is to be warm too.
    const rows = round === 0 ? shape.rows * 2 : shape.rows;
    const measurement = await side.measure({ ...shape, rows }, `${shape.batchRows}-${round}-${Date.now()}`);
    if (round > 0) measured.get(side.name)?.push(measurement);
  }
  const ratesOf = (name: string): number[] => measured.get(name)?.map(({ perSecond }) => perSecond) ?? [];
  const table = new Table({
    head: [
      title,
      'activities/s, median (range)',
      ...references.map((reference) => `of "${reference.name}"`),
      'CPU µs: server',
      'PostgreSQL',
    ],
  });
  const summary = sides.map(({ name }) => {
    const rates = ratesOf(name);
    const ratios = references.map((reference) => {
      const of = ratesOf(reference.name);
      return rates.map((rate, index) => rate / (of[index] ?? Number.NaN));
    });
    const cpuOf = (pick: (measurement: Measurement) => number): number =>
      Math.round(median((measured.get(name) ?? []).map(pick)));
    const [server, postgres] = [cpuOf(({ serverCpu }) => serverCpu), cpuOf(({ postgresCpu }) => postgresCpu)];
    table.push([name, showRange(rates), ...ratios.map(showRatios), server, postgres]);
    const ratioOf = Object.fromEntries(references.map((reference, index) => [reference.name, ratios[index]]));
    return { name, rates, ratios: ratioOf, cpuMicroseconds: { server, postgres } };
  });
  console.log(table.toString());
  return summary;
}

/** What the log holds is what was acknowledged, each stream at version 1. */
async function countLog(): Promise<unknown> {
  const [counted] = await owner.sql<{ stored: number; streams: number }[]>`
    select count(*)::int as stored, count(distinct stream_id)::int as streams from event where type = 'activity-captured'`;
  const oracle = { acknowledged, ...counted };
  console.log(`acknowledged ${acknowledged}, in the log ${counted?.stored}, streams ${counted?.streams}`);
  if (counted?.stored !== acknowledged || counted.streams !== acknowledged) process.exitCode = 1;
  return oracle;
}
