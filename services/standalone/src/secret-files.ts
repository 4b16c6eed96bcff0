// Secrets of a data folder: made at its first start, readable by their owner only, never made anew while
// data that depends on them is there.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';

/** Writes a file so that it is there whole or not at all, for its owner alone. */
export function writeSecretFile(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, `${text}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
}

/** A secret file's text without its line end, or null where there is none. */
export function readSecretFile(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

/**
 * Reads a secret, or makes it of `bytes` random bytes (base64url). Where `dependant` exists already the secret
 * is not made: what was encrypted with the lost one cannot be read with a new one.
 */
export function ensureSecretFile(file: string, bytes: number, dependant: string): string {
  const known = readSecretFile(file);
  if (known !== null) return known;
  if (existsSync(dependant)) {
    throw new Error(
      `${file} is missing, but ${dependant} needs it: put the file back from a backup, or give an empty data folder`,
    );
  }
  const secret = randomBytes(bytes).toString('base64url');
  writeSecretFile(file, secret);
  return secret;
}
