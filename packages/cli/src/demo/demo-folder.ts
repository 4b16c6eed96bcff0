// The demo's data folder. It carries a mark of what was played in it, so that two different years never
// mix, and so that only a demo's own folder is ever emptied.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFolderHolder, FolderInUseError } from '@copse/standalone';
import { UsageError } from '../usage-error.ts';

const MARK = 'demo.json';

/** Empties a demo's own folder and marks it. Throws for a folder that holds anything else. */
export function prepareFreshFolder(folder: string, played: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    if (readMark(folder) === null) {
      throw new UsageError(`${folder} holds something that is not a demo's; give another folder with --data`);
    }
    const holder = findFolderHolder(folder);
    if (holder !== null) throw new FolderInUseError(folder, holder);
    rmSync(folder, { recursive: true });
  }
  markFolder(folder, played);
}

/** Continues a folder in which the same was played, or marks an empty one. */
export function prepareGivenFolder(folder: string, played: string): void {
  const isEmpty = !existsSync(folder) || readdirSync(folder).length === 0;
  const mark = readMark(folder);
  if (!isEmpty && mark !== played) {
    throw new UsageError(
      mark === null
        ? `${folder} holds something that is not a demo's; give another folder with --data`
        : `${folder} holds the demo of ${mark}, not of ${played}; give another folder with --data`,
    );
  }
  markFolder(folder, played);
}

function markFolder(folder: string, played: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  writeFileSync(join(folder, MARK), `${JSON.stringify({ played })}\n`);
}

function readMark(folder: string): string | null {
  try {
    return (JSON.parse(readFileSync(join(folder, MARK), 'utf8')) as { played?: string }).played ?? null;
  } catch {
    return null;
  }
}
