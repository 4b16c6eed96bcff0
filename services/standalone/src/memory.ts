// What the server takes of the machine's memory: this process, and PostgreSQL with its children, shared
// pages counted in parts. Null where the system does not tell.
import { readFileSync } from 'node:fs';

export interface MemoryUse {
  readonly processBytes: number;
  readonly postgresBytes: number | null;
}

/** Measures now. */
export function measureMemory(postgresPid: number): MemoryUse {
  return { processBytes: process.memoryUsage.rss(), postgresBytes: sumProportional(postgresPid) };
}

/** Whole mebibytes, for people. */
export function describeMemory({ processBytes, postgresBytes }: MemoryUse): string {
  const mebibytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MiB`;
  const postgres = postgresBytes === null ? '' : `, PostgreSQL ${mebibytes(postgresBytes)}`;
  return `memory ${mebibytes(processBytes)}${postgres}`;
}

function sumProportional(pid: number): number | null {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean);
    return [String(pid), ...children].reduce((sum, each) => sum + readProportionalSet(each), 0);
  } catch {
    return null;
  }
}

/** Zero for a process that has just ended. */
function readProportionalSet(pid: string): number {
  try {
    const kibibytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
