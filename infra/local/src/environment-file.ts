// The environment of a running installation as a file for the shell, so that `copse` commands can examine it.
import { rmSync, writeFileSync } from 'node:fs';

/** Writes it for its owner alone, since it holds the keys; an older one is replaced. */
export function writeEnvironmentFile(file: string, env: Readonly<Record<string, string>>): void {
  const lines = Object.entries(env).map(([name, value]) => `${name}=${quoteForShell(value)}\n`);
  // The mode counts for a new file only.
  rmSync(file, { force: true });
  writeFileSync(file, lines.join(''), { mode: 0o600, flag: 'wx' });
}

/** One word to the shell, whatever is in it. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
