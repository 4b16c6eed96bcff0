// Which process is meant by a number in a file: numbers are given again, so the moment a process began
// belongs to its name where the system tells it.
import { readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between boot and the process's begin, and the boot's id; null where the system does not say. */
  readonly began: string | null;
}

/** The identity of a process that runs now, or null when there is none of that number. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  return isAlive(pid) ? { pid, began: readBegin(pid) } : null;
}

/** Whether this very process still runs. */
export function isSameProcessRunning(identity: ProcessIdentity): boolean {
  const now = identifyProcess(identity.pid);
  return now !== null && (identity.began === null || now.began === null || now.began === identity.began);
}

/** Signal 0 asks whether a process is there and sends nothing; EPERM means it is another user's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  return readStatFields(pid)?.[0] === 'Z';
}

function readBegin(pid: number): string | null {
  const ticks = readStatFields(pid)?.[19];
  if (ticks === undefined) return null;
  return `${ticks}@${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
}

/** The fields of /proc/<pid>/stat behind the command's name, which may hold spaces: [0] is the state, [19] the begin. */
function readStatFields(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
