// postmaster.pid: what PostgreSQL says about itself while it runs. Line 1 is the process, 4 the port, 8 the state.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

/** Reads it, or gives null where there is none (or none that is complete). */
export function readPostmasterFile(databaseFolder: string): PostmasterFile | null {
  try {
    const lines = readFileSync(join(databaseFolder, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 0) return null;
    return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
  } catch {
    return null;
  }
}

/** Whether a process is a PostgreSQL of this folder, and not another that got the number since. */
export function isPostmasterOf(pid: number, databaseFolder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(databaseFolder);
  } catch {
    return false;
  }
}
