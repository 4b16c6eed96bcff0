// PostgreSQL refuses to run as root. Started by root it runs as the system's user `postgres`, which is
// made where it is missing, and which must be able to reach the programs and the folder.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Who runs PostgreSQL; null: whoever runs this process. */
export type PostgresUser = { readonly uid: number; readonly gid: number } | null;

/** Finds or makes the user. */
export function ensurePostgresUser(): PostgresUser {
  if (process.getuid?.() !== 0) return null;
  const known = findUser('postgres');
  if (known !== null) return known;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--shell', '/bin/false', 'postgres'], {
      stdio: 'pipe',
    });
  } catch (error) {
    throw new Error(
      'PostgreSQL does not run as root and no user "postgres" could be made: run copse as another user',
      {
        cause: error,
      },
    );
  }
  const made = findUser('postgres');
  if (made === null)
    throw new Error('the user "postgres" was made but is not in /etc/passwd: run copse as another user');
  return made;
}

function findUser(name: string): PostgresUser {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  if (line === undefined) return null;
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Throws, naming the folder, where the user cannot pass through to `path`. */
export function requireReachable(user: PostgresUser, path: string): void {
  if (user === null) {
    accessSync(path, constants.R_OK);
    return;
  }
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) {
      throw new Error(
        `PostgreSQL runs as user "postgres" because copse was started by root, and that user may not enter ${folder}: ` +
          `run copse as another user, keep it elsewhere, or "chmod o+x ${folder}"`,
      );
    }
    if (folder === dirname(folder)) return;
  }
}
