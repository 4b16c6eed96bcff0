// One process per data folder. The lock is a file with the holder's identity, put there by a link, which
// either succeeds whole or not at all; a file left by a process that is gone is taken over at once.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { identifyProcess, isSameProcessRunning, type ProcessIdentity } from './process-identity.ts';

const LOCK_FILE = 'copse.pid';

/** Who holds a folder, and where it answers. */
export interface FolderHolder extends ProcessIdentity {
  readonly url: string;
}

/** The folder belongs to a process that runs. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  readonly holder: FolderHolder;
  constructor(folder: string, holder: FolderHolder) {
    super(
      `the data folder ${folder} is in use by process ${holder.pid} (${holder.url}): ` +
        'use that server, stop it first, or give another folder with --data',
    );
    this.holder = holder;
  }
}

/** A folder this process holds. */
export interface FolderLock {
  /** Says where the holder answers, once that is known. */
  announce(url: string): void;
  release(): void;
}

/** Takes the folder for this process. Throws FolderInUseError. */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, LOCK_FILE);
  const self: FolderHolder = {
    pid: process.pid,
    began: identifyProcess(process.pid)?.began ?? null,
    url: 'starting',
  };
  const text = JSON.stringify(self);
  // Each round removes one stale holder; others doing the same cannot keep this going for ever.
  for (let round = 0; round < 10; round += 1) {
    if (placeFile(file, text)) return createLock(file, self);
    const found = readText(file);
    if (found === null) continue;
    const holder = parseHolder(found);
    if (holder !== null && isSameProcessRunning(holder)) throw new FolderInUseError(folder, holder);
    removeStale(file, found);
  }
  throw new Error(
    `the lock ${file} changes hands too fast to be taken; is something starting servers in a loop?`,
  );
}

/** Who holds the folder now, or null. */
export function findFolderHolder(folder: string): FolderHolder | null {
  const text = readText(join(folder, LOCK_FILE));
  const holder = text === null ? null : parseHolder(text);
  return holder !== null && isSameProcessRunning(holder) ? holder : null;
}

function placeFile(file: string, text: string): boolean {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, text, { mode: 0o644 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves the file aside before it goes: should somebody have renewed it meanwhile, it is put back. */
function removeStale(file: string, staleText: string): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readText(aside);
  if (moved !== null && moved !== staleText) placeFile(file, moved);
  rmSync(aside, { force: true });
}

function createLock(file: string, self: FolderHolder): FolderLock {
  let isHeld = true;
  return {
    announce(url) {
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, JSON.stringify({ ...self, url }), { mode: 0o644 });
      if (isHeld) renameSync(draft, file);
    },
    release() {
      if (isHeld) rmSync(file, { force: true });
      isHeld = false;
    },
  };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function parseHolder(text: string): FolderHolder | null {
  try {
    const holder = JSON.parse(text) as Partial<FolderHolder>;
    if (typeof holder.pid !== 'number') return null;
    return { pid: holder.pid, began: holder.began ?? null, url: holder.url ?? 'address unknown' };
  } catch {
    return null;
  }
}
