// The demo: a year of three communities (or a real dump) through the REST API of a fresh server, and what
// there is to see of it afterwards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCopseClient, type CopseClient } from '@copse/client';
import { runUntilSignal, type Standalone } from '@copse/standalone';
import { awaitFigures } from '../importing/await-figures.ts';
import { ROWS_PER_REQUEST_MAX } from '../importing/import-settings.ts';
import { createProgressReporter } from '../importing/progress.ts';
import type { Dump } from '../importing/stackexchange/dump.ts';
import { importStackExchange } from '../importing/stackexchange/import-stackexchange.ts';
import type { Output } from '../output.ts';
import { dataEngineers } from './communities/data-engineers.ts';
import { supportForum } from './communities/support-forum.ts';
import { wardNurses } from './communities/ward-nurses.ts';
import { drawYear } from './draw-year.ts';
import { playCommunity } from './play-community.ts';
import { composeReport } from './print-report.ts';
import { toInstant, yearOf } from './year.ts';

export interface DemoOptions {
  readonly folder: string;
  readonly port: number;
  readonly seed: number;
  /** A Stack Exchange dump instead of the drawn year. */
  readonly dump: Dump | null;
  /** End after the tables instead of staying up. */
  readonly exit: boolean;
  readonly output: Output;
}

const FIGURES_TIMEOUT_MS = 90_000;

/** Runs the demo; resolves with the exit code once the server has stopped. */
export async function runDemo(options: DemoOptions): Promise<0 | 1> {
  const { output } = options;
  const startedMs = Date.now();
  const say = (text: string): void =>
    output.note(`${((Date.now() - startedMs) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  say('starting PostgreSQL, ClickHouse and the services');
  return await runUntilSignal({
    folder: options.folder,
    port: options.port,
    onNotice: say,
    whenReady: async (server) => {
      say(`ready ${server.url}`);
      const client = createCopseClient({
        url: server.url,
        key: readFileSync(server.adminKeyFile, 'utf8').trim(),
      });
      const reports =
        options.dump === null
          ? await playDrawnYear(client, options)
          : await playDump(client, options, options.dump);
      say('the figures hold everything');
      for (const report of reports) process.stdout.write(`${report}\n`);
      say('done');
      if (options.exit) return 'end';
      sayWhereToLook(server);
      return 'stay';
    },
  });
}

async function playDrawnYear(client: CopseClient, { seed }: DemoOptions): Promise<string[]> {
  const year = yearOf(seed);
  const reporter = createProgressReporter(process.stderr);
  const characters = [dataEngineers, wardNurses, supportForum];
  for (const [index, character] of characters.entries()) {
    await playCommunity(client, drawYear(character, year, seed + index), year, reporter);
  }
  await requireFigures(client);
  const span = { from: toInstant(year.fromMs), to: toInstant(year.toMs) };
  const reports: string[] = [];
  for (const { key, name, frameworkVersion } of characters) {
    reports.push(await composeReport({ client, key, name, framework: frameworkVersion, ...span }));
  }
  return reports;
}

async function playDump(client: CopseClient, options: DemoOptions, dump: Dump): Promise<string[]> {
  const report = await importStackExchange({
    client,
    // The folder is the server here; its port may be another one at the next start.
    destination: { folder: options.folder },
    rowsPerRequest: ROWS_PER_REQUEST_MAX,
    dump,
    journalPlace: { folder: join(options.folder, 'import') },
    waitMs: FIGURES_TIMEOUT_MS,
    reporter: createProgressReporter(process.stderr),
  });
  if (report.dataAsOf === null) await requireFigures(client);
  const [from, to] = [dump.counts.firstAt, dump.counts.lastAt];
  if (from === null || to === null) return [`${dump.folder} holds no posts`];
  // The last instant belongs to the span.
  const end = toInstant(Date.parse(to) + 1);
  return [
    await composeReport({
      client,
      key: dump.siteName,
      name: dump.siteName,
      framework: '2020',
      from,
      to: end,
    }),
  ];
}

async function requireFigures(client: CopseClient): Promise<void> {
  if ((await awaitFigures(client, FIGURES_TIMEOUT_MS)) !== null) return;
  throw new Error(
    `the figures do not hold everything after ${FIGURES_TIMEOUT_MS / 1000} s; copse.log in the data folder may say why`,
  );
}

function sayWhereToLook(server: Standalone): void {
  process.stdout.write(
    [
      '',
      `docs            ${server.url}/docs`,
      `administrator   ${server.adminKeyFile}`,
      `try             curl -H "Authorization: Bearer $(cat ${server.adminKeyFile})" ${server.url}/v1/communities`,
      'Ctrl-C ends it; everything stays in the folder.',
      '',
    ].join('\n'),
  );
}
