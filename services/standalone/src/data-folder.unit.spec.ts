import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataFolder } from './data-folder.ts';

const makePlace = (): string => join(mkdtempSync(join(tmpdir(), 'copse-data-')), 'data');

describe('a data folder', () => {
  it('is made with secrets for its owner’s eyes, which stay the same', () => {
    const path = makePlace();
    const first = openDataFolder(path);
    expect(first.masterKey).toHaveLength(32);
    for (const name of ['master.key', 'postgres-owner.key', 'postgres-service.key']) {
      expect(statSync(join(path, name)).mode & 0o777).toBe(0o600);
    }
    first.release();
    const second = openDataFolder(path);
    expect(second.masterKey).toEqual(first.masterKey);
    expect(second.postgresPassword).toBe(first.postgresPassword);
    second.release();
  });

  it('is refused, and left unlocked, where the master key of existing data is gone', () => {
    const path = makePlace();
    openDataFolder(path).release();
    mkdirSync(join(path, 'postgres', 'data'), { recursive: true });
    writeFileSync(join(path, 'postgres', 'data', 'PG_VERSION'), '18');
    rmSync(join(path, 'master.key'));
    expect(() => openDataFolder(path)).toThrow(/master\.key is missing.*put the file back/);
    expect(() => openDataFolder(path)).not.toThrow('in use');
  });

  it('is refused, and left unlocked, where the master key has another length', () => {
    const path = makePlace();
    openDataFolder(path).release();
    writeFileSync(join(path, 'master.key'), `${Buffer.alloc(16, 7).toString('base64url')}\n`);
    expect(() => openDataFolder(path)).toThrow(
      /master\.key holds a key of 16 bytes.*has 32: put the file back/,
    );
    expect(() => openDataFolder(path)).not.toThrow('in use');
  });

  it('says which option to change where it cannot be made', () => {
    const path = makePlace();
    writeFileSync(path, '');
    expect(() => openDataFolder(path)).toThrow(/cannot be made.*--data/);
  });
});
