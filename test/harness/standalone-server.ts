// A standalone server as people start it: through the launcher, on a folder, ready when it says so.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@copse/testing';

const repositoryRoot = join(import.meta.dirname, '../..');
const READY_TIMEOUT_MS = 60_000;

/** A server that printed `ready`. */
export interface StandaloneServer {
  readonly url: string;
  readonly folder: string;
  readonly adminKey: string;
  /** Milliseconds from the command to `ready`. */
  readonly readyMs: number;
  readonly launcher: ChildProcess;
  /** The process that holds the folder; the launcher is another. */
  pid(): number;
  postgresPid(): number;
  output(): string;
  /** SIGTERM to the launcher; gives the exit code. */
  stop(): Promise<number | null>;
  /** What commands need to reach it. */
  readonly env: Readonly<Record<string, string>>;
}

/** A folder that PostgreSQL's own user may pass through when the tests run as root. */
export function makeDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'copse-standalone-'));
  chmodSync(folder, 0o711);
  return join(folder, 'data');
}

/** Runs the launcher with arguments, collecting what it says. */
export function runLauncher(args: readonly string[]): {
  child: ChildProcess;
  output: () => string;
  exited: Promise<number | null>;
} {
  const child = spawn('node', [join(repositoryRoot, 'packages/cli/bin/copse.js'), ...args], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    child,
    output: () => output,
    exited: once(child, 'close').then(([code]) => code as number | null),
  };
}

/** Starts a server; rejects with its output when it does not become ready. */
export async function startServer(folder: string, port = 0): Promise<StandaloneServer> {
  const startedMs = performance.now();
  const { child, output, exited } = runLauncher(['start', '--data', folder, '--port', String(port)]);
  const url = await eventually(
    () => {
      const [, found] = /^ready (http:\S+)$/m.exec(output()) ?? [];
      if (found === undefined) throw new Error(`the server is not ready:\n${output()}`);
      return found;
    },
    { timeoutMs: READY_TIMEOUT_MS },
  );
  const readyMs = performance.now() - startedMs;
  const adminKey = readFileSync(join(folder, 'admin.key'), 'utf8').trim();
  return {
    url,
    folder,
    adminKey,
    readyMs,
    launcher: child,
    output,
    env: { COPSE_URL: url, COPSE_KEY: adminKey },
    pid: () => (JSON.parse(readFileSync(join(folder, 'copse.pid'), 'utf8')) as { pid: number }).pid,
    postgresPid: () =>
      Number(readFileSync(join(folder, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]),
    stop: async () => {
      child.kill('SIGTERM');
      return await exited;
    },
  };
}

/** Whether a process is there. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
