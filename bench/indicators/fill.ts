// Many communities of synthetic activity, made inside ClickHouse: threads of ten, a question and nine answers and
// comments on it, by people of whom few do most. Everything follows from the numbers, so every run has the same.

/** A community to make. */
export interface MadeCommunity {
  readonly key: string;
  readonly activities: number;
  readonly people: number;
}

/** Runs one statement. */
export type RunStatement = (sql: string) => Promise<void>;

const THREAD_ROWS = 10;
/** The year every thread is opened in; the last replies come a day later. */
export const YEAR = { from: '2025-01-01', to: '2026-01-01' } as const;
const YEAR_MS = Date.parse(YEAR.to) - Date.parse(YEAR.from);
const ROWS_A_STATEMENT = 500_000;

/** An id that follows from what it is of. */
const idOf = (kind: string, key: string, index: string): string =>
  `reinterpretAsUUID(MD5(concat('${kind}/${key}/', toString(${index}))))`;
const refOf = (key: string, number: string): string => idOf('activity', key, number);

/** Fills the tables of facts with a community of `tenant`. */
export async function fillCommunity(
  run: RunStatement,
  tenant: string,
  community: MadeCommunity,
): Promise<void> {
  const { key, activities, people } = community;
  await run(`INSERT INTO community_changes (tenant, key, version, change, community_id, name, charter, time_zone, framework_version, recorded_at)
    VALUES ('${tenant}', '${key}', 1, 'registered', generateUUIDv4(), '${key}', '{}', 'Europe/Zurich', '2020', '${YEAR.from} 00:00:00.000')`);
  await run(`INSERT INTO identities (tenant, identity_id, person_id, bot, version)
    SELECT '${tenant}', ${idOf('identity', key, 'number')}, ${idOf('person', key, 'number')}, number = 0, 1 FROM numbers(${people})`);
  await run(`INSERT INTO membership_changes (tenant, community, person_id, stream_version, change, at)
    SELECT '${tenant}', '${key}', ${idOf('person', key, 'number')}, 1, 'joined',
      fromUnixTimestamp64Milli(toInt64(${Date.parse(YEAR.from)} + cityHash64(number, 'joined') % ${YEAR_MS}), 'UTC')
    FROM numbers(${people})`);
  for (let first = 0; first < activities; first += ROWS_A_STATEMENT)
    await run(composeActivities(tenant, community, first, Math.min(ROWS_A_STATEMENT, activities - first)));
}

function composeActivities(
  tenant: string,
  { key, activities, people }: MadeCommunity,
  first: number,
  count: number,
): string {
  const threads = activities / THREAD_ROWS;
  return `INSERT INTO activities
    (tenant, community, occurred_at, activity_ref, source, act, kind, actor, actor_bot, target_ref, topics, recorded_at, event_id, version)
    WITH
      intDiv(number, ${THREAD_ROWS}) AS thread,
      number % ${THREAD_ROWS} AS place,
      toInt64(${Date.parse(YEAR.from)} + thread * ${Math.floor(YEAR_MS / threads)} + place * (cityHash64(number, 'wait') % 7200000)) AS at,
      toUInt64(floor(pow((cityHash64(number, 'actor') % 1000000) / 1000000, 3) * ${people})) AS who
    SELECT '${tenant}', '${key}', fromUnixTimestamp64Milli(at, 'UTC'), ${refOf(key, 'number')}, 'bench',
      multiIf(place = 0, 'ask', place < 4, 'answer', 'comment'), 'problem-solving',
      ${idOf('identity', key, 'who')}, who = 0,
      multiIf(place = 0, toUUID('00000000-0000-0000-0000-000000000000'), place < 4, ${refOf(key, `thread * ${THREAD_ROWS}`)}, ${refOf(key, `thread * ${THREAD_ROWS} + place - 3`)}),
      ['storage', 'replication'], fromUnixTimestamp64Milli(at, 'UTC'), ${idOf('event', key, 'number')}, 1
    FROM numbers(${first}, ${count})`;
}

/** Says for every partition that all recorded before the end of the year is in. */
export async function announceYear(
  run: RunStatement,
  topics: readonly { name: string; partitions: number }[],
): Promise<void> {
  for (const { name, partitions } of topics)
    await run(`INSERT INTO watermarks (topic, partition, source, epoch, at)
      SELECT '${name}', number, 'copse/bench', 1000000, '2026-06-01 00:00:00.000' FROM numbers(${partitions})`);
}
