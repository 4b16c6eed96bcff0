// A CSV under a mapping into a community, through the REST API.
import { resolve } from 'node:path';
import { ensureCommunity } from '../ensure-community.ts';
import { openJournal, type ImportIdentity } from '../journal.ts';
import type { ImportSettings } from '../import-settings.ts';
import { bindPhase, runImport, type ImportReport } from '../run-import.ts';
import { sendActivities, type PlacedActivity } from '../send-activities.ts';
import { nameOfFile, requireFile } from './csv-rows.ts';
import { readMappedActivities } from './mapped-activities.ts';
import type { Mapping } from './mapping.ts';

/** A file that was read from end to end under its mapping. */
export interface CheckedCsv {
  readonly path: string;
  readonly mapping: Mapping;
  readonly bytes: number;
  readonly rows: number;
  /** Activities by act. */
  readonly acts: Readonly<Record<string, number>>;
  /** Activities without an actor. */
  readonly anonymous: number;
}

const BATCHES_IN_FLIGHT = 4;

/** Reads every row before any is sent. Throws UsageError or BrokenRowError for the first that cannot be taken. */
export async function checkCsv(path: string, mapping: Mapping): Promise<CheckedCsv> {
  const { bytes } = requireFile(path);
  const acts: Record<string, number> = {};
  let rows = 0;
  let anonymous = 0;
  for await (const { activity } of readMappedActivities(path, mapping)) {
    rows += 1;
    acts[activity.act] = (acts[activity.act] ?? 0) + 1;
    if (activity.actor === undefined) anonymous += 1;
  }
  return { path, mapping, bytes, rows, acts, anonymous };
}

/** Runs the import, or the rest of one that was interrupted. */
export async function importCsv(
  options: ImportSettings & { readonly csv: CheckedCsv },
): Promise<ImportReport> {
  const { client, csv } = options;
  const { community, source } = csv.mapping;
  const identity: ImportIdentity = {
    kind: 'csv',
    ...options.destination,
    file: resolve(csv.path),
    bytes: csv.bytes,
    source,
    mapping: JSON.stringify(csv.mapping.activity),
    community: community.key,
  };
  return await runImport({
    client,
    journal: openJournal(options.journalPlace, identity),
    reporter: options.reporter,
    waitMs: options.waitMs,
    prepare: async () => {
      if (community.name === undefined) return null;
      return await ensureCommunity(client, {
        key: community.key,
        name: community.name,
        timeZone: community.timeZone ?? 'UTC',
      });
    },
    phases: [
      bindPhase<PlacedActivity>({
        name: nameOfFile(csv.path),
        total: csv.rows,
        batchItems: options.rowsPerRequest,
        maxInFlight: BATCHES_IN_FLIGHT,
        rows: () => readMappedActivities(csv.path, csv.mapping),
        send: async (items) =>
          await sendActivities(async (activities) => await client.postActivities(activities), items),
      }),
    ],
  });
}
