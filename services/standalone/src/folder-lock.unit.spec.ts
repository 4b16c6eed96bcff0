import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFolderHolder, FolderInUseError, lockFolder } from './folder-lock.ts';
import { identifyProcess, isSameProcessRunning } from './process-identity.ts';

const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'copse-lock-'));
const url = 'http://127.0.0.1:4000';

describe('the lock of a data folder', () => {
  it('is held by one, names its holder to others, and can be taken after a release', () => {
    const folder = makeFolder();
    const lock = lockFolder(folder);
    lock.announce(url);
    expect(() => lockFolder(folder)).toThrow(FolderInUseError);
    expect(() => lockFolder(folder)).toThrow(`in use by process ${process.pid} (${url})`);
    expect(findFolderHolder(folder)).toMatchObject({ pid: process.pid, url });
    lock.release();
    expect(findFolderHolder(folder)).toBeNull();
    lockFolder(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over from a process that is gone', () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'copse.pid'), JSON.stringify({ pid: 2 ** 22 + 1, began: null, url }));
    lockFolder(folder);
    expect(findFolderHolder(folder)?.pid).toBe(process.pid);
  });

  it('is taken over from a process whose number was given to another', () => {
    const folder = makeFolder();
    writeFileSync(
      join(folder, 'copse.pid'),
      JSON.stringify({ pid: process.pid, began: 'another@boot', url }),
    );
    expect(findFolderHolder(folder)).toBeNull();
    lockFolder(folder);
    expect(findFolderHolder(folder)?.began).toBe(identifyProcess(process.pid)?.began);
  });

  it('is taken over from a file that says nothing', () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'copse.pid'), '');
    lockFolder(folder);
    expect(findFolderHolder(folder)?.pid).toBe(process.pid);
  });
});

describe('a process’s identity', () => {
  it('is this process and none that has ended', () => {
    const self = identifyProcess(process.pid);
    expect(self).not.toBeNull();
    expect(self !== null && isSameProcessRunning(self)).toBe(true);
    expect(identifyProcess(2 ** 22 + 1)).toBeNull();
  });
});
