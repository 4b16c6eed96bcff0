// Every indicator of one community among ten million activities, over HTTP as its readers ask: the year as one window
// and in months, beside the bare question how many activities and people there were. Prints a table, writes
// bench/results/indicators.json, and ends with what the engine holds beside what was made.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS } from '@copse/contracts';
import { startDistributed } from '@copse/local-engines';
import Table from 'cli-table3';
import { describeMachine } from '../report/machine.ts';
import { median, showRange } from '../report/statistics.ts';
import { askNumber } from '../whole-way/visibility.ts';
import { announceYear, fillCommunity, YEAR, type MadeCommunity } from './fill.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const ACTIVITIES = Number(process.env['BENCH_ACTIVITIES'] ?? 10_000_000);
const TENANT = 'default';
const BUDGET_MS = 100;

/** One of each size is asked; the rest is what else an installation holds. */
const SMALL: MadeCommunity = { key: 'small', activities: 10_000, people: 200 };
const MEDIUM: MadeCommunity = { key: 'medium', activities: 100_000, people: 1_000 };
const LARGE: MadeCommunity = { key: 'large', activities: 1_000_000, people: 5_000 };
const ASKED = [SMALL, MEDIUM, LARGE];
const NEIGHBOURS = 20;

const folder = mkdtempSync(join(tmpdir(), 'copse-bench-indicators-'));
const system = await startDistributed({ folder, onProgress: (message) => console.error(message) });
const clickhouseUrl = system.env['CLICKHOUSE_URL'] ?? '';
const run = async (sql: string): Promise<void> => void (await askNumber(clickhouseUrl, sql));
const results: Record<string, unknown> = {
  machine: describeMachine(),
  node: process.version,
};
try {
  const made = await fill();
  const slugs = await readSlugs();
  for (const community of ASKED) results[community.key] = await compare(community, slugs);
  const held = await askNumber(clickhouseUrl, 'SELECT count() FROM activities FINAL');
  console.log(`activities in the engine: ${held.toLocaleString('en')} of ${made.toLocaleString('en')} made`);
  results['oracle'] = { made, held };
  if (held !== made) process.exitCode = 1;
} finally {
  await system.stop();
  rmSync(folder, { recursive: true, force: true });
}
mkdirSync(join(import.meta.dirname, '../results'), { recursive: true });
writeFileSync(
  join(import.meta.dirname, '../results/indicators.json'),
  `${JSON.stringify(results, null, 2)}\n`,
);

async function fill(): Promise<number> {
  const rest = Math.max(0, ACTIVITIES - ASKED.reduce((sum, { activities }) => sum + activities, 0));
  const neighbours = Array.from({ length: NEIGHBOURS }, (_, index) => ({
    key: `neighbour-${index}`,
    activities: Math.floor(rest / NEIGHBOURS / 10) * 10,
    people: 2_000,
  }));
  const communities = [...ASKED, ...neighbours];
  for (const community of communities) {
    console.error(`making ${community.key}: ${community.activities.toLocaleString('en')} activities`);
    await fillCommunity(run, TENANT, community);
  }
  await announceYear(
    run,
    TOPICS.filter(({ watermarks }) => watermarks),
  );
  return communities.reduce((sum, { activities }) => sum + activities, 0);
}

async function readSlugs(): Promise<string[]> {
  const { indicators } = await get<{ indicators: { id: string; slug: string }[] }>(
    '/v1/analytics/indicators',
  );
  return indicators.map(({ slug }) => slug);
}

/** Rounds go over all questions in turn; the first is not counted. */
async function compare(community: MadeCommunity, slugs: readonly string[]): Promise<unknown> {
  const questions = [
    ['bare count', async () => await askBare(community)] as const,
    ...slugs.flatMap((slug) =>
      (['window', 'month'] as const).map((grain) => {
        const query = new URLSearchParams({ ...YEAR, grain });
        const path = `/v1/analytics/communities/${community.key}/indicators/${slug}?${query.toString()}`;
        return [`${slug} ${grain}`, async () => await get(path)] as const;
      }),
    ),
  ];
  const milliseconds = new Map<string, number[]>(questions.map(([name]) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const [name, ask] of questions) {
      const startedAt = performance.now();
      await ask();
      if (round > 0) milliseconds.get(name)?.push(performance.now() - startedAt);
    }
  const timesOf = (name: string): readonly number[] => milliseconds.get(name) ?? [];
  const bare = median(timesOf('bare count'));
  const head = [
    `${community.key}: ${community.activities.toLocaleString('en')}`,
    'year, ms',
    '× bare',
    'months, ms',
  ];
  const table = new Table({ head });
  for (const slug of slugs) {
    const year = timesOf(`${slug} window`);
    const months = timesOf(`${slug} month`);
    table.push([slug, showRange(year), (median(year) / bare).toFixed(1), showRange(months)]);
  }
  table.push(['bare count', showRange(timesOf('bare count')), '1.0', '']);
  console.log(table.toString());
  const over = questions.map(([name]) => name).filter((name) => median(timesOf(name)) > BUDGET_MS);
  console.log(over.length === 0 ? `all within ${BUDGET_MS} ms` : `over ${BUDGET_MS} ms: ${over.join(', ')}`);
  return Object.fromEntries(milliseconds);
}

async function askBare({ key }: MadeCommunity): Promise<void> {
  await run(`SELECT toUInt64(count() + uniqExact(actor)) FROM activities
    WHERE tenant = '${TENANT}' AND community = '${key}' AND occurred_at >= '${YEAR.from}' AND occurred_at < '${YEAR.to}'`);
}

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${system.env['ANALYTICS_PORT']}${path}`, {
    headers: { authorization: `Bearer ${system.adminKey}` },
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${body.slice(0, 500)}`);
  return JSON.parse(body) as T;
}
