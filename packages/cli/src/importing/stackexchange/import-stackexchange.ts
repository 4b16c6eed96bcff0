// A Stack Exchange dump into a community: the site, its people, then what they did, through the REST API.
import { join, resolve } from 'node:path';
import type { Activity, CopseClient } from '@copse/client';
import { ensureCommunity } from '../ensure-community.ts';
import { NO_COUNTS, type ImportOutcome } from '../import-outcome.ts';
import { runInParallel } from '../in-parallel.ts';
import { openJournal, type ImportIdentity } from '../journal.ts';
import type { ImportSettings } from '../import-settings.ts';
import { bindPhase, runImport, type ImportPhaseRun, type ImportReport } from '../run-import.ts';
import { sendActivities, type PlacedActivity } from '../send-activities.ts';
import { readXmlRows, type XmlRow } from '../xml-rows.ts';
import type { Dump } from './dump.ts';
import { toCommentActivity, toPostActivity, toVoteActivity, type ImportTarget } from './to-activities.ts';
import { toPerson, type DumpPerson } from './to-people.ts';

export interface StackExchangeImport extends ImportSettings {
  readonly dump: Dump;
  /** Default: the site's name. */
  readonly communityKey?: string;
  readonly communityName?: string;
}

const BATCHES_IN_FLIGHT = 3;
const PEOPLE_PER_BATCH = 200;
/** Requests at a time while people are registered, each with its own answer. */
const PEOPLE_IN_PARALLEL = 16;

/** Runs the import, or the rest of one that was interrupted. */
export async function importStackExchange(options: StackExchangeImport): Promise<ImportReport> {
  const { client, dump } = options;
  const community = options.communityKey ?? dump.siteName;
  const target: ImportTarget = { source: `stackexchange:${dump.siteName}`, community };
  const identity: ImportIdentity = {
    kind: 'stackexchange',
    ...options.destination,
    folder: resolve(dump.folder),
    bytes: dump.bytes,
    community,
  };
  return await runImport({
    client,
    journal: openJournal(options.journalPlace, identity),
    reporter: options.reporter,
    waitMs: options.waitMs,
    prepare: async () =>
      await ensureCommunity(client, {
        key: community,
        name: options.communityName ?? `${dump.siteName} (Stack Exchange)`,
        timeZone: 'UTC',
        charter: {
          domain: { concern: `Questions and answers on ${dump.siteName}`, topics: [...dump.topics] },
        },
      }),
    phases: [composePeoplePhase(options, target), ...composeActivityPhases(options, target)],
  });
}

function composePeoplePhase({ client, dump }: StackExchangeImport, target: ImportTarget): ImportPhaseRun {
  return bindPhase<DumpPerson>({
    name: 'people',
    total: dump.counts.rows.users,
    batchItems: PEOPLE_PER_BATCH,
    maxInFlight: 1,
    rows: async function* () {
      for await (const row of readXmlRows(join(dump.folder, 'Users.xml'))) yield toPerson(row);
    },
    send: async (people) => {
      await runInParallel(
        people,
        PEOPLE_IN_PARALLEL,
        async (person) => await registerMember(client, target, person),
      );
      return { counts: { ...NO_COUNTS, created: people.length }, refusals: [] } satisfies ImportOutcome;
    },
  });
}

/** Registering somebody again, and joining again at the same instant, change nothing. */
async function registerMember(client: CopseClient, target: ImportTarget, person: DumpPerson): Promise<void> {
  const { personId } = await client.registerPerson({
    source: target.source,
    id: person.id,
    bot: person.bot,
    ...(person.name === null ? {} : { name: person.name }),
  });
  if (!person.bot) await client.joinCommunity(target.community, personId, person.joinedAt);
}

function composeActivityPhases(
  { client, dump, rowsPerRequest }: StackExchangeImport,
  target: ImportTarget,
): ImportPhaseRun[] {
  const phase = (
    name: string,
    file: string,
    total: number,
    map: (row: XmlRow) => Activity | null,
  ): ImportPhaseRun =>
    bindPhase<PlacedActivity>({
      name,
      total,
      batchItems: rowsPerRequest,
      maxInFlight: BATCHES_IN_FLIGHT,
      rows: async function* () {
        for await (const row of readXmlRows(join(dump.folder, file))) {
          const activity = map(row);
          yield activity === null ? null : { place: `${row.file}:${row.line}`, activity };
        }
      },
      send: async (items) =>
        await sendActivities(async (activities) => await client.postActivities(activities), items),
    });
  const { rows } = dump.counts;
  return [
    phase('posts', 'Posts.xml', rows.posts, (row) => toPostActivity(row, dump.posts, target)),
    phase('comments', 'Comments.xml', rows.comments, (row) => toCommentActivity(row, dump.posts, target)),
    phase('votes', 'Votes.xml', rows.votes, (row) => toVoteActivity(row, dump.posts, target)),
  ];
}
