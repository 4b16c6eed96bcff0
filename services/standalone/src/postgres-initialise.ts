// A new PostgreSQL folder. It is made beside its place and moved there when it is whole, so that an
// interrupted first start leaves nothing that looks like a database.
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { PostgresUser } from './postgres-user.ts';

/** The role that owns the cluster; services run as roles of their own. */
export const OWNER_ROLE = 'copse_owner';

/** Runs initdb unless the folder is initialised already. */
export function ensureDatabaseFolder(options: {
  readonly binaries: PostgresBinaries;
  readonly user: PostgresUser;
  /** Where `data` is to be. */
  readonly folder: string;
  readonly password: string;
}): string {
  const place = join(options.folder, 'data');
  if (existsSync(join(place, 'PG_VERSION'))) return place;
  const draft = `${place}.new`;
  rmSync(draft, { recursive: true, force: true });
  const passwordFile = join(options.folder, 'initial-password');
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  if (options.user !== null) chownSync(passwordFile, options.user.uid, options.user.gid);
  const flags = [
    '--pgdata',
    draft,
    '--username',
    OWNER_ROLE,
    '--pwfile',
    passwordFile,
    '--auth=scram-sha-256',
  ];
  const result = spawnSync(options.binaries.initdb, [...flags, '--encoding=UTF8', '--locale=C.UTF-8'], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    ...options.user,
  });
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    throw new Error(
      `PostgreSQL could not initialise ${place}: ${result.error?.message ?? result.stderr.trim()}; ` +
        'check that the folder is writable and its disk has room',
    );
  }
  renameSync(draft, place);
  return place;
}
