// `copse import`: every row is read and checked first; only then the first is sent.
import { InvalidArgumentError, type Command } from 'commander';
import { ROWS_PER_REQUEST_MAX, type ImportSettings } from '../importing/import-settings.ts';
import { DEFAULT_JOURNAL_PLACE } from '../importing/journal.ts';
import type { DumpCounts } from '../importing/stackexchange/dump-counts.ts';
import type { ImportReport } from '../importing/run-import.ts';
import { FoundFaultsError } from '../exit-code.ts';
import { formatPairs, type Output } from '../output.ts';
import {
  connectToServer,
  describeDestination,
  resolveServer,
  type ServerOptions,
} from '../server-address.ts';
import { readGlobalOptions } from './global-options.ts';

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly batch: number;
  readonly state?: string;
  readonly wait: number | boolean;
}

const DEFAULT_WAIT_SECONDS = 120;

export function addImportCommands(program: Command): void {
  const importing = program
    .command('import')
    .description('bring data in through the API of a running server');
  addCommonOptions(
    importing
      .command('stackexchange')
      .description('a site of the Stack Exchange data dump: people, questions, answers, comments, votes')
      .argument('<dir>', 'folder with Users.xml, Posts.xml, Comments.xml, Votes.xml, Tags.xml')
      .option('--community <key>', 'key of the community (default: from the folder’s name)')
      .option('--name <name>', 'its name, where it is registered now'),
  ).action(runStackExchange);
  addCommonOptions(
    importing
      .command('csv')
      .description('a CSV file, plain or gzipped, under a mapping file (examples: packages/cli/mappings)')
      .argument('<file>')
      .requiredOption('--mapping <file>', 'YAML or JSON: which column is what'),
  ).action(runCsv);
}

function addCommonOptions(command: Command): Command {
  return command
    .option('--dry-run', 'read and check everything, send nothing')
    .option(
      '--batch <rows>',
      'activities in one request, where something on the way takes only small ones',
      parseBatch,
      ROWS_PER_REQUEST_MAX,
    )
    .option(
      '--state <file>',
      'where to remember how far it came (default: .copse-import/ in the working directory)',
    )
    .option(
      '--wait <seconds>',
      'how long to wait until the figures hold it',
      parseSeconds,
      DEFAULT_WAIT_SECONDS,
    )
    .option('--no-wait', 'do not wait for the figures');
}

async function runStackExchange(
  dir: string,
  options: ImportOptions & { community?: string; name?: string },
  command: Command,
): Promise<void> {
  const { server, output } = readGlobalOptions(command);
  const { checkDump } = await import('../importing/stackexchange/dump.ts');
  const { importStackExchange } = await import('../importing/stackexchange/import-stackexchange.ts');
  const { createProgressReporter } = await import('../importing/progress.ts');
  if (options.dryRun !== true) resolveServer(server);
  const dump = await checkDump(dir);
  if (options.dryRun === true) {
    output.result({ siteName: dump.siteName, ...dump.counts }, describeDump(dump.siteName, dump.counts));
    return;
  }
  const report = await importStackExchange({
    ...composeSettings(server, options),
    dump,
    ...(options.community === undefined ? {} : { communityKey: options.community }),
    ...(options.name === undefined ? {} : { communityName: options.name }),
    reporter: createProgressReporter(process.stderr),
  });
  await finish(output, { ...report, dump: dump.counts }, describeDump(dump.siteName, dump.counts));
}

async function runCsv(
  file: string,
  options: ImportOptions & { mapping: string },
  command: Command,
): Promise<void> {
  const { server, output } = readGlobalOptions(command);
  const { readMapping } = await import('../importing/csv/read-mapping.ts');
  const { checkCsv, importCsv } = await import('../importing/csv/import-csv.ts');
  const { createProgressReporter } = await import('../importing/progress.ts');
  if (options.dryRun !== true) resolveServer(server);
  const csv = await checkCsv(file, readMapping(options.mapping));
  const { rows, acts, anonymous } = csv;
  const summary = `${file}: ${rows} activities\n${formatPairs([...Object.entries(acts), ['without an actor', anonymous]])}`;
  if (options.dryRun === true) {
    output.result({ rows, acts, anonymous }, summary);
    return;
  }
  const report = await importCsv({
    ...composeSettings(server, options),
    csv,
    reporter: createProgressReporter(process.stderr),
  });
  await finish(output, report, summary);
}

function composeSettings(server: ServerOptions, options: ImportOptions): Omit<ImportSettings, 'reporter'> {
  return {
    client: connectToServer(server),
    destination: describeDestination(server),
    rowsPerRequest: options.batch,
    journalPlace: options.state === undefined ? DEFAULT_JOURNAL_PLACE : { file: options.state },
    waitMs: toMilliseconds(options.wait),
  };
}

/** Exit code 1 where anything was refused: the rest is in. */
async function finish(
  output: Output,
  report: ImportReport & { readonly dump?: DumpCounts },
  summary: string,
): Promise<void> {
  const { describeImport } = await import('../importing/import-summary.ts');
  output.result(report, `${summary}\n${describeImport(report)}`);
  if (report.total.refused + report.total.conflict > 0) throw new FoundFaultsError('rows were refused');
}

function describeDump(siteName: string, counts: DumpCounts): string {
  const pairs: [string, number][] = [
    ['users', counts.rows.users],
    ...Object.entries(counts.acts),
    ['without an actor', counts.anonymous],
    ['votes on deleted posts', counts.votesOnDeletedPosts],
    ...Object.entries(counts.leftOut).map(([what, count]): [string, number] => [`left out, ${what}`, count]),
  ];
  return `${siteName}: ${counts.rows.posts} posts, ${counts.rows.comments} comments, ${counts.rows.votes} votes\n${formatPairs(pairs)}`;
}

function toMilliseconds(wait: number | boolean): number {
  return typeof wait === 'number' ? wait * 1000 : wait ? DEFAULT_WAIT_SECONDS * 1000 : 0;
}

function parseBatch(text: string): number {
  const rows = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (rows >= 1 && rows <= ROWS_PER_REQUEST_MAX) return rows;
  throw new InvalidArgumentError(`give a whole number from 1 to ${ROWS_PER_REQUEST_MAX}`);
}

function parseSeconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('give a whole number of seconds');
  return Number(text);
}
