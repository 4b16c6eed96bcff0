// The event log beside Emmett's PostgreSQL store and the bare statement, on one durable PostgreSQL of its own
// (or BENCH_POSTGRES_URL). Prints a table with medians, ranges, ratios and CPU an event, checks what was stored
// against what was acknowledged, and writes bench/results/event-store.json. BENCH_ROUNDS and BENCH_SECONDS set
// its length.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@copse/local-engines';
import Table from 'cli-table3';
import postgres from 'postgres';
import { describeMachine } from '../report/machine.ts';
import { median, showRange } from '../report/statistics.ts';
import { readCpuSeconds } from '../whole-way/process-cpu.ts';
import { openBare } from './bare-side.ts';
import { alternate, type Contender, type Turn, type Turns } from './rounds.ts';
import { openCopse, openEmmett } from './sides.ts';

interface Row {
  readonly name: string;
  readonly callers: number;
  readonly contenders: readonly Contender[];
}

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 4);
const ONLY = process.env['BENCH_ONLY'];

const engine = await startEngine();
const admin = postgres(engine.adminUrl, { max: 1, onnotice: () => {} });
const [copse, bare, emmett] = [
  await openCopse(engine.adminUrl),
  await openBare(engine.adminUrl),
  await openEmmett(engine.adminUrl),
];
const appended: Record<string, number> = {};
const results: Record<string, unknown> = {
  machine: describeMachine(),
  node: process.version,
  postgres: (await admin`show server_version`)[0]?.['server_version'] as string,
  rounds: ROUNDS,
  secondsPerTurn: SECONDS,
};
const table = new Table({
  style: { compact: true, head: [], border: [] },
  head: [
    'row',
    'callers',
    'side',
    'events/s, median (range)',
    '× Emmett',
    '× bare',
    'CPU µs: PostgreSQL',
    'Node',
  ],
});

for (const row of listRows().filter(({ name }) => ONLY === undefined || name.includes(ONLY))) {
  console.error(`${row.name}, ${row.callers} callers`);
  const turns = await alternate({
    ...row,
    rounds: ROUNDS,
    seconds: SECONDS,
    readPostgresSeconds: () => readCpuSeconds({ postgres: engine.pid })['postgres'] ?? Number.NaN,
    settle: async () => void (await admin`checkpoint`),
    onAppended: (side, events) => {
      if (!row.name.startsWith('feed')) appended[side] = (appended[side] ?? 0) + events;
    },
  });
  showRow(row, turns);
}
console.log(table.toString());
results['oracle'] = await checkStored();
mkdirSync(join(import.meta.dirname, '../results'), { recursive: true });
writeFileSync(join(import.meta.dirname, '../results/event-store.json'), JSON.stringify(results, null, 2));
await Promise.all([copse.close(), bare.close(), emmett.close(), admin.end()]);
await engine.stop();

function listRows(): Row[] {
  const single = (callers: number): Row => ({
    name: '1 event',
    callers,
    contenders: [
      { side: 'copse', open: () => copse.append(1) },
      { side: 'copse, group commit', open: () => copse.appendInGroup },
      { side: 'bare', open: () => bare.append(1) },
      { side: 'emmett', open: () => emmett.append(1) },
    ],
  });
  const hundred = (callers: number): Row => ({
    name: '100 events',
    callers,
    contenders: [
      { side: 'copse', open: () => copse.append(100) },
      { side: 'bare', open: () => bare.append(100) },
      { side: 'emmett', open: () => emmett.append(100) },
    ],
  });
  return [
    single(1),
    single(8),
    single(32),
    hundred(1),
    hundred(8),
    {
      name: '100 first events',
      callers: 8,
      contenders: [
        { side: 'copse, group commit', open: () => copse.appendBatch },
        { side: 'bare', open: () => bare.appendFirst },
      ],
    },
    {
      name: 'hot stream',
      callers: 8,
      contenders: [
        { side: 'copse', open: () => copse.appendHot() },
        { side: 'emmett', open: () => emmett.appendHot() },
      ],
    },
    {
      name: 'feed read',
      callers: 1,
      contenders: [
        { side: 'copse', open: () => copse.readFeed },
        { side: 'emmett', open: () => emmett.readFeed },
      ],
    },
  ];
}

function showRow(row: Row, turns: Turns): void {
  results[`${row.name} × ${row.callers}`] = turns;
  const pick = (side: string, figure: keyof Turn): number[] =>
    (turns[side] ?? []).map((turn) => turn[figure]);
  for (const { side } of row.contenders) {
    const rates = pick(side, 'perSecond');
    table.push([
      row.name,
      row.callers,
      side,
      showRange(rates),
      showRatio(rates, pick('emmett', 'perSecond')),
      showRatio(rates, pick('bare', 'perSecond')),
      median(pick(side, 'postgresCpu')).toFixed(1),
      median(pick(side, 'nodeCpu')).toFixed(1),
    ]);
  }
}

/** Of the medians; empty where the side is not in the row. */
function showRatio(own: readonly number[], other: readonly number[]): string {
  return other.length === 0 ? '' : (median(own) / median(other)).toFixed(2);
}

/** Every side stores exactly what it acknowledged, each stream without a hole. */
async function checkStored(): Promise<unknown> {
  const acknowledged = {
    copse: (appended['copse'] ?? 0) + (appended['copse, group commit'] ?? 0),
    bare: appended['bare'] ?? 0,
    emmett: appended['emmett'] ?? 0,
  };
  const stored = {
    copse: await copse.countEvents(),
    bare: await bare.countEvents(),
    emmett: await emmett.countEvents(),
  };
  for (const side of ['copse', 'bare', 'emmett'] as const) {
    const verdict =
      stored[side].stored === acknowledged[side] && stored[side].holes === 0 ? 'as acknowledged' : 'DIFFERS';
    console.log(
      `${side}: ${acknowledged[side]} acknowledged, ${stored[side].stored} stored, ${stored[side].holes} streams with holes: ${verdict}`,
    );
    if (verdict === 'DIFFERS') process.exitCode = 1;
  }
  return { acknowledged, stored };
}

async function startEngine(): Promise<{ adminUrl: string; pid: number; stop(): Promise<void> }> {
  const adminUrl = process.env['BENCH_POSTGRES_URL'];
  if (adminUrl !== undefined) return { adminUrl, pid: Number.NaN, stop: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'copse-bench-'));
  execFileSync('chmod', ['755', folder]);
  const flags = ['-c', 'max_connections=100', '-c', 'shared_buffers=1GB', '-c', 'max_wal_size=8GB'];
  const started = await startPostgres({ folder, flags });
  return {
    adminUrl: started.adminUrl,
    pid: started.pid,
    stop: async () => {
      await started.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
