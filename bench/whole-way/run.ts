// The whole way, POST to visible in ClickHouse, on real Kafka, PostgreSQL and ClickHouse, beside the bare
// pipeline on the same engines. Sides alternate in one run; rates are from the first POST to the last row
// visible. Prints tables and writes bench/results/whole-way.json.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startDistributed } from '@copse/local-engines';
import Table from 'cli-table3';
import { describeMachine } from '../report/machine.ts';
import { median, quantile, showRange, showRatios } from '../report/statistics.ts';
import { takeTurns } from '../report/turns.ts';
import { makeActivities, prepareLoad } from './load.ts';
import { readCpuSeconds } from './process-cpu.ts';
import { bareSide, copseSide, type Side } from './sides.ts';
import { askNumber, freshnessMs, watchCount } from './visibility.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const SHAPES = [
  {
    name: 'batches of 100',
    batchRows: 100,
    // Enough that neither side waits for them.
    callers: 16,
    rows: Number(process.env['BENCH_BATCH_ROWS'] ?? 300_000),
  },
  {
    name: 'single posts',
    batchRows: 1,
    callers: 64,
    rows: Number(process.env['BENCH_SINGLE_ROWS'] ?? 60_000),
  },
] as const;
type Shape = (typeof SHAPES)[number];
/** While Node compiles what it runs, the first hundred thousand events take a fifth longer. */
const WARM_UP_ROUNDS = 2;
/** A process that was stopped finds its event loop late and refuses for a moment. */
const SETTLE_MS = 3_000;

interface Measurement {
  readonly perSecond: number;
  readonly cpuMicrosecondsPerEvent: Readonly<Record<string, number>>;
}

const folder = mkdtempSync(join(tmpdir(), 'copse-bench-'));
const system = await startDistributed({ folder, onProgress: (message) => console.error(message) });
const bare = await bareSide(system, folder);
const copse = copseSide(system);
const enginePids = {
  postgres: system.engines.pid('postgres'),
  kafka: system.engines.pid('kafka'),
  clickhouse: system.engines.pid('clickhouse'),
};
const clickhouseUrl = system.env['CLICKHOUSE_URL'] ?? '';
await delay(3000);
copse.suspend();
bare.suspend();

const results: Record<string, unknown> = {
  machine: describeMachine(),
  node: process.version,
};
try {
  for (const shape of SHAPES) results[shape.name] = await compare(shape);
  results['freshness'] = await measureFreshness();
} finally {
  copse.resume();
  bare.resume();
  await bare.stop();
  await system.stop();
  rmSync(folder, { recursive: true, force: true });
}
mkdirSync(join(import.meta.dirname, '../results'), { recursive: true });
writeFileSync(join(import.meta.dirname, '../results/whole-way.json'), JSON.stringify(results, null, 2));

async function compare(shape: Shape): Promise<unknown> {
  const measured: Record<Side['name'], Measurement[]> = { copse: [], bare: [] };
  for (const { side, round } of takeTurns([copse, bare], ROUNDS)) {
    const measurement = await measure(side, shape, `r${round}`, round === 0);
    if (round > 0) measured[side.name].push(measurement);
  }
  const rates = {
    copse: measured.copse.map((m) => m.perSecond),
    bare: measured.bare.map((m) => m.perSecond),
  };
  const ratios = rates.copse.map((rate, index) => rate / (rates.bare[index] ?? Number.NaN));
  const table = new Table({ head: [shape.name, 'events/s, median (range)', 'CPU µs an event'] });
  for (const name of ['copse', 'bare'] as const)
    table.push([name, showRange(rates[name]), showCpu(measured[name])]);
  table.push(['ratio', showRatios(ratios), '']);
  console.log(table.toString());
  return { rates, ratios, cpu: { copse: measured.copse.at(-1), bare: measured.bare.at(-1) } };
}

async function measure(side: Side, shape: Shape, label: string, isWarmUp: boolean): Promise<Measurement> {
  const count = isWarmUp ? shape.rows * WARM_UP_ROUNDS : shape.rows;
  const community = `${side.name}-${shape.batchRows}-${label}`;
  const rows = makeActivities(`${community}-${Date.now()}`, count, community);
  const postAll = prepareLoad(side.door, rows, shape);
  side.resume();
  await delay(SETTLE_MS);
  const pids = { ...side.pids(), ...enginePids };
  const before = readCpuSeconds(pids);
  const [load, sightings] = await Promise.all([
    postAll(),
    watchCount({
      clickhouseUrl,
      query: side.countQuery(community),
      expected: count,
      timeoutMs: 180_000,
      pollMs: 100,
    }),
  ]);
  const after = readCpuSeconds(pids);
  side.suspend();
  const seconds = ((sightings.at(-1)?.atMs ?? 0) - load.firstPostAtMs) / 1000;
  return {
    perSecond: count / seconds,
    cpuMicrosecondsPerEvent: Object.fromEntries(
      Object.keys(pids).map((name) => [name, (((after[name] ?? 0) - (before[name] ?? 0)) / count) * 1e6]),
    ),
  };
}

async function measureFreshness(): Promise<unknown> {
  const sustained = median((results['batches of 100'] as { rates: { copse: number[] } }).rates.copse);
  const perSecond = sustained / 2;
  const count = Math.round(perSecond * 10);
  const community = 'copse-freshness';
  const rows = makeActivities(`fresh-${Date.now()}`, count, community);
  const postAll = prepareLoad(copse.door, rows, { batchRows: 100, callers: 8, perSecond });
  copse.resume();
  await delay(SETTLE_MS);
  const [load, sightings] = await Promise.all([
    postAll(),
    watchCount({
      clickhouseUrl,
      query: copse.countQuery(community),
      expected: count,
      timeoutMs: 120_000,
      pollMs: 20,
    }),
  ]);
  const fresh = freshnessMs(load.acknowledgedAtMs, sightings);
  const distinct = await askNumber(
    clickhouseUrl,
    `SELECT uniqExact(activity_ref) FROM activities WHERE community = '${community}'`,
  );
  copse.suspend();
  const summary = {
    perSecond: Math.round(perSecond),
    p50Ms: quantile(fresh, 0.5),
    p99Ms: quantile(fresh, 0.99),
    posted: count,
    distinct,
  };
  console.log('freshness at half the sustained rate:', JSON.stringify(summary));
  return summary;
}

function showCpu(measurements: readonly Measurement[]): string {
  const names = Object.keys(measurements[0]?.cpuMicrosecondsPerEvent ?? {});
  return names
    .map(
      (name) => `${name} ${median(measurements.map((m) => m.cpuMicrosecondsPerEvent[name] ?? 0)).toFixed(0)}`,
    )
    .filter((text) => !text.endsWith(' 0'))
    .join(', ');
}
