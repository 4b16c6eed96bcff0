// Looks into the engines of a folder that no server holds: they are opened as a start would open them, and
// nothing in them is changed.
import { existsSync } from 'node:fs';
import { analyticsMigrations } from '@copse/analytics';
import { checkClickHouseMigrations, connectClickHouse } from '@copse/clickhouse';
import { isDatabaseMissing, refuseStrangeDatabase } from '@copse/postgres';
import { ensureAdministrator } from './administrator-key.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { BUS_DATABASE, DATABASES } from './databases.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** What was found of one engine; `fault` is null where it is well. */
export interface EngineInspection {
  readonly engine: 'PostgreSQL' | 'ClickHouse';
  readonly fault: Error | null;
}

/** Inspects both. Throws where the folder itself cannot be opened (FolderInUseError, a secret missing or spoilt). */
export async function inspectEngines(path: string): Promise<readonly EngineInspection[]> {
  const folder = openDataFolder(path);
  try {
    if (existsSync(folder.adminKeyFile)) ensureAdministrator(folder.adminKeyFile);
    return [
      { engine: 'PostgreSQL', fault: await findFault(async () => await inspectPostgres(folder)) },
      { engine: 'ClickHouse', fault: await findFault(async () => await inspectClickHouse(folder)) },
    ];
  } finally {
    folder.release();
  }
}

async function findFault(inspect: () => Promise<void>): Promise<Error | null> {
  try {
    await inspect();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function inspectPostgres(folder: DataFolder): Promise<void> {
  const server = await startEmbeddedPostgres({
    folder: folder.postgresFolder,
    password: folder.postgresPassword,
    onNotice: () => {},
    onFatal: () => {},
  });
  try {
    for (const { name, sets } of [...DATABASES, BUS_DATABASE])
      await refuseStrangeDatabase({ url: server.url(name), sets }).catch((error: unknown) => {
        // A first start that was interrupted left it out; the next one makes it.
        if (!isDatabaseMissing(error)) throw error;
      });
  } finally {
    await server.stop();
  }
}

async function inspectClickHouse(folder: DataFolder): Promise<void> {
  if (!existsSync(folder.clickHouseFolder)) return;
  const connection = connectClickHouse({ path: folder.clickHouseFolder }, { origin: 'doctor' });
  try {
    await checkClickHouseMigrations(connection, analyticsMigrations);
  } finally {
    await connection.close();
  }
}
