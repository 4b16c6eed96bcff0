// CPU seconds of processes and of everything they started, as Linux accounts for them.
import { readFileSync, readdirSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** User and system seconds of each named process tree so far. */
export function readCpuSeconds(pids: Readonly<Record<string, number>>): Record<string, number> {
  const parents = readParents();
  return Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => [
      name,
      [...parents.keys()]
        .filter((candidate) => descendsFrom(candidate, pid, parents))
        .reduce((sum, member) => sum + secondsOf(member), 0),
    ]),
  );
}

function readParents(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const fields = readStat(Number(entry));
    if (fields !== null) parents.set(Number(entry), Number(fields[1]));
  }
  return parents;
}

function descendsFrom(pid: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
  for (
    let current: number | undefined = pid;
    current !== undefined && current > 1;
    current = parents.get(current)
  )
    if (current === ancestor) return true;
  return false;
}

/** Its own time and that of children which have ended: a figure that only grows. */
function secondsOf(pid: number): number {
  const ticks = readStat(pid)?.slice(11, 15).map(Number) ?? [];
  return ticks.reduce((sum, part) => sum + part, 0) / TICKS_PER_SECOND;
}

/** The fields of /proc/<pid>/stat after the command's name; null when the process is gone. */
function readStat(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
