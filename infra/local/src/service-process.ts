// A process of Copse under a small supervisor: started again when it ends by itself, as a container's
// restart policy would, until it is stopped.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { handlesSignals } from './engine-process.ts';

const repositoryRoot = join(import.meta.dirname, '../../..');

/** A supervised process. */
export interface ServiceProcess {
  readonly name: string;
  /** The pid right now; it changes with every restart. */
  pid(): number | null;
  /** How often it ended by itself or was killed. */
  restarts(): number;
  /** SIGKILL; the supervisor starts it again. Resolves when the old process is gone. */
  kill(): Promise<void>;
  /** SIGTERM, then SIGKILL after 10 s; it stays down. Gives the exit code. */
  stop(): Promise<number | null>;
}

const RESTART_DELAY_MS = 300;
/** As in the image. */
const NODE_OPTIONS = '--max-semi-space-size=32';

/** Runs `node <entry>` below the repository with the environment given, its output in a log file. */
export function startServiceProcess(options: {
  name: string;
  entry: string;
  env: Readonly<Record<string, string>>;
  logFile: string;
}): ServiceProcess {
  let child: ChildProcess | null = null;
  let stopping = false;
  let restarts = 0;
  let restartTimer: NodeJS.Timeout | undefined;

  const launch = (): void => {
    const log = openSync(options.logFile, 'a');
    const started = spawn(process.execPath, [join(repositoryRoot, options.entry)], {
      cwd: repositoryRoot,
      detached: handlesSignals(),
      env: { PATH: process.env['PATH'] ?? '', NODE_OPTIONS, ...options.env },
      stdio: ['ignore', log, log],
    });
    child = started;
    started.once('exit', () => {
      if (stopping) return;
      restarts += 1;
      restartTimer = setTimeout(launch, RESTART_DELAY_MS);
    });
  };
  launch();

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const running = child;
    if (running === null || running.exitCode !== null || running.signalCode !== null)
      return running?.exitCode ?? null;
    const gone = once(running, 'exit');
    running.kill(signal);
    const grace = setTimeout(() => running.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(grace);
    return running.exitCode;
  };
  return {
    name: options.name,
    pid: () =>
      child !== null && child.exitCode === null && child.signalCode === null ? (child.pid ?? null) : null,
    restarts: () => restarts,
    kill: async () => void (await end('SIGKILL')),
    stop: async () => {
      stopping = true;
      clearTimeout(restartTimer);
      return await end('SIGTERM');
    },
  };
}

/** Runs `node <entry> <args>` to its end; rejects with its output unless it exits with 0. */
export async function runToEnd(options: {
  entry: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}): Promise<string> {
  const child = spawn(process.execPath, [join(repositoryRoot, options.entry), ...options.args], {
    cwd: repositoryRoot,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(`${options.entry} ${options.args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}
