// The `copse` command as people run it: a process of its own, its output and its exit code.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const repositoryRoot = join(import.meta.dirname, '../..');

/** A `copse` process. */
export interface CopseCommand {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code, null when a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** Starts `copse` with arguments. */
export function runCopse(args: readonly string[], env: Readonly<Record<string, string>> = {}): CopseCommand {
  const child = spawn(process.execPath, [join(repositoryRoot, 'packages/cli/src/main.ts'), ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    exited: once(child, 'close').then(([code]) => code as number | null),
  };
}
