// The folder a standalone server keeps everything in: its lock, its secrets, its engines' files.
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockFolder } from './folder-lock.ts';
import { ensureSecretFile } from './secret-files.ts';

/** Passwords are as long. */
const MASTER_KEY_BYTES = 32;

/** An open data folder: this process alone uses it until `release`. */
export interface DataFolder {
  readonly path: string;
  readonly postgresFolder: string;
  readonly clickHouseFolder: string;
  /** The administrator's key in clear, mode 0600. */
  readonly adminKeyFile: string;
  readonly masterKey: Buffer;
  readonly postgresPassword: string;
  readonly servicePassword: string;
  /** Says where this process answers. */
  announce(url: string): void;
  release(): void;
}

/** Opens the folder, making it and its secrets where they are missing. Throws FolderInUseError. */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  makeFolder(path);
  const lock = lockFolder(path);
  try {
    const postgresFolder = join(path, 'postgres');
    const secret = (name: string): string =>
      ensureSecretFile(join(path, name), MASTER_KEY_BYTES, join(postgresFolder, 'data', 'PG_VERSION'));
    return {
      path,
      postgresFolder,
      clickHouseFolder: join(path, 'clickhouse'),
      adminKeyFile: join(path, 'admin.key'),
      masterKey: readMasterKey(join(path, 'master.key'), secret('master.key')),
      postgresPassword: secret('postgres-owner.key'),
      servicePassword: secret('postgres-service.key'),
      announce: lock.announce,
      release: lock.release,
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A file somebody wrote into is found at the start, not at the first name that is to be sealed. */
function readMasterKey(file: string, text: string): Buffer {
  const key = Buffer.from(text, 'base64url');
  if (key.length !== MASTER_KEY_BYTES)
    throw new Error(
      `${file} holds a key of ${key.length} bytes, and a master key has ${MASTER_KEY_BYTES}: put the file back from a backup`,
    );
  return key;
}

/** Others may pass through (PostgreSQL runs as its own user when started by root) and see nothing. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o711 });
  } catch (error) {
    throw new Error(`the data folder ${path} cannot be made: ${describe(error)}; give another with --data`, {
      cause: error,
    });
  }
  if (!statSync(path).isDirectory())
    throw new Error(`${path} is a file, not a folder; give another with --data`);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
