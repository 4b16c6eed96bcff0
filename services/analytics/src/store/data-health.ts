// What there is of a tenant's data and what is odd about it: activities in communities that nobody
// registered, records nobody could take in.
import type { ClickHouseReader } from './clickhouse-reader.ts';

/** How much there is of each thing, after deduplication. */
export interface DataCounts {
  readonly activities: number;
  readonly communities: number;
  readonly people: number;
  readonly linkedIdentities: number;
  readonly memberships: number;
  readonly stories: number;
}

/** A community that activities name and nobody registered. Its figures appear once it is registered. */
export interface UnregisteredCommunity {
  readonly community: string;
  readonly activities: number;
  readonly firstOccurredAt: string;
  readonly lastOccurredAt: string;
}

/** Dead letters of one kind, over all tenants: a record nobody could read names none. */
export interface DeadLetterCount {
  readonly group: string;
  readonly topic: string;
  readonly step: string;
  readonly code: string;
  readonly count: number;
}

export interface DataHealth {
  readonly counts: DataCounts;
  /** The largest first, at most `UNREGISTERED_MAX`. */
  readonly unregistered: readonly UnregisteredCommunity[];
  readonly deadLetters: readonly DeadLetterCount[];
}

/** Unregistered communities and kinds of dead letters in one answer. */
export const UNREGISTERED_MAX = 100;
const KINDS_MAX = 100;

const COUNTS = `
SELECT
    (SELECT count() FROM activities FINAL WHERE tenant = {tenant:String}) AS activities,
    (SELECT count() FROM communities WHERE tenant = {tenant:String}) AS communities,
    (SELECT uniqExact(person_id) FROM identities FINAL WHERE tenant = {tenant:String}) AS people,
    (SELECT count() FROM identities FINAL WHERE tenant = {tenant:String}) AS linkedIdentities,
    (SELECT uniqExact(community, person_id) FROM membership_changes WHERE tenant = {tenant:String}) AS memberships,
    (SELECT count() FROM stories FINAL WHERE tenant = {tenant:String}) AS stories`;

const UNREGISTERED = `
SELECT
    community,
    count() AS activities,
    toUnixTimestamp64Milli(min(occurred_at)) AS firstMs,
    toUnixTimestamp64Milli(max(occurred_at)) AS lastMs
FROM activities FINAL
WHERE tenant = {tenant:String}
    AND community NOT IN (SELECT key FROM communities WHERE tenant = {tenant:String})
GROUP BY community
ORDER BY activities DESC, community
LIMIT {limit:UInt32}`;

const DEAD_LETTERS = `
SELECT group_id AS \`group\`, topic, step, code, count() AS count
FROM dead_letters FINAL
GROUP BY group_id, topic, step, code
ORDER BY count DESC, topic, code
LIMIT {limit:UInt32}`;

/** Reads a tenant's data health. */
export async function readDataHealth(reader: ClickHouseReader, tenant: string): Promise<DataHealth> {
  const [counts, unregistered, deadLetters] = await Promise.all([
    reader.read<DataCounts>({ origin: 'data-health/counts', sql: COUNTS, parameters: { tenant } }),
    reader.read<{ community: string; activities: number; firstMs: number; lastMs: number }>({
      origin: 'data-health/unregistered',
      sql: UNREGISTERED,
      parameters: { tenant, limit: UNREGISTERED_MAX },
    }),
    reader.read<DeadLetterCount>({
      origin: 'data-health/dead-letters',
      sql: DEAD_LETTERS,
      parameters: { limit: KINDS_MAX },
    }),
  ]);
  const [row] = counts;
  if (row === undefined) throw new Error('a query of counts gives one row');
  return {
    counts: row,
    unregistered: unregistered.map(({ community, activities, firstMs, lastMs }) => ({
      community,
      activities,
      firstOccurredAt: new Date(firstMs).toISOString(),
      lastOccurredAt: new Date(lastMs).toISOString(),
    })),
    deadLetters,
  };
}
