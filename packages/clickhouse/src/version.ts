// The engine must be new enough for the tables; asked before anything is changed.
import type { ClickHouseConnection } from './connection.ts';
import { ClickHouseTooOldError, explainClickHouseError } from './errors.ts';

/** The oldest engine the tables and queries are tested with. */
export const MINIMUM_VERSION = '26.7';

/** Gives the engine's version, such as `26.7.2.1`; throws ClickHouseTooOldError below the minimum. */
export async function checkClickHouseVersion(connection: ClickHouseConnection): Promise<string> {
  let version: string;
  try {
    const result = await connection.client.query({
      query: 'SELECT version() AS version',
      format: 'JSONEachRow',
    });
    const [row] = await result.json<{ version: string }>();
    version = row?.version ?? '';
  } catch (error) {
    throw explainClickHouseError(error, connection.where);
  }
  if (isOlder(version, MINIMUM_VERSION))
    throw new ClickHouseTooOldError(
      `ClickHouse at ${connection.where} is version ${version}; Copse needs ${MINIMUM_VERSION} or newer: upgrade the server first`,
    );
  return version;
}

/** Compares the numbers of two versions from the left; missing ones count as 0. */
export function isOlder(version: string, minimum: string): boolean {
  const [have, need] = [version, minimum].map((text) =>
    text.split('.').map((part) => Number.parseInt(part, 10) || 0),
  );
  for (let index = 0; index < (need?.length ?? 0); index++) {
    const difference = (have?.[index] ?? 0) - (need?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
