// A community as the figures need it: where its days begin and by which framework it looks at value.
import { FRAMEWORK_VERSIONS, type FrameworkVersion } from '@copse/contracts';
import type { ClickHouseReader } from '../store/clickhouse-reader.ts';
import type { CommunityFrame } from './indicator.ts';

export interface Community extends CommunityFrame {
  readonly name: string;
  /** IANA name; days are cut in it. */
  readonly timeZone: string;
  readonly framework: FrameworkVersion;
}

const REGISTERED = `
SELECT name, time_zone, framework_version
FROM communities
WHERE tenant = {tenant:String} AND key = {community:String}`;

const MENTIONED = `
SELECT count() AS activities
FROM activities FINAL
WHERE tenant = {tenant:String} AND community = {community:String}`;

/** A registered community; undefined where nobody registered one with this key. */
export async function findCommunity(
  reader: ClickHouseReader,
  tenant: string,
  key: string,
): Promise<Community | undefined> {
  const [row] = await reader.read<{ name: string; time_zone: string; framework_version: string }>({
    origin: 'community/find',
    sql: REGISTERED,
    parameters: { tenant, community: key },
  });
  if (row === undefined) return undefined;
  const framework = FRAMEWORK_VERSIONS.find((version) => version === row.framework_version) ?? '2020';
  return { tenant, key, name: row.name, timeZone: row.time_zone, framework };
}

/** How many activities name a community that nobody may have registered. */
export async function countActivities(
  reader: ClickHouseReader,
  tenant: string,
  key: string,
): Promise<number> {
  const [row] = await reader.read<{ activities: number }>({
    origin: 'community/count-activities',
    sql: MENTIONED,
    parameters: { tenant, community: key },
  });
  return row?.activities ?? 0;
}
