// One engine as a child process: started with its output in a log file, awaited until it answers, and
// ended by its own pid. A caller may also kill it outright to see what its neighbours do.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A running engine. */
export interface Engine {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  /** Graceful; resolves when the process is gone, killing it after `graceMs` (default 10 s). */
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

interface EngineCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly port: number;
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Signal that asks for a graceful end; null closes standard input instead. */
  readonly stopSignal: NodeJS.Signals | null;
  readonly startTimeoutMs?: number;
  /** Beyond an open port: resolves true once the engine really answers. */
  readonly isReady?: () => Promise<boolean>;
}

/**
 * Where this process answers Ctrl-C, its children get process groups of their own: the terminal reaches us
 * alone, and we decide in which order they end. Elsewhere Ctrl-C ends them together with us.
 */
export function handlesSignals(): boolean {
  return process.listenerCount('SIGINT') > 0;
}

/** True when something accepts connections on the loopback port. */
export async function isPortOpen(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const settle = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(500, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/** Starts the command and resolves once its port answers; rejects with the end of its log otherwise. */
export async function startEngine(options: EngineCommand): Promise<Engine> {
  const log = openSync(options.logFile, 'a');
  const child = spawn(options.command, options.args, {
    detached: handlesSignals(),
    stdio: ['pipe', log, log],
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  const spawnError = new Promise<never>((_resolve, reject) => child.once('error', reject));
  spawnError.catch(() => undefined);
  await Promise.race([awaitPort(child, options), spawnError]);
  if (child.pid === undefined) throw new Error(`${options.name} has no process id`);
  return {
    name: options.name,
    pid: child.pid,
    port: options.port,
    stop: async (graceMs = 10_000) => await stopChild(child, options.stopSignal, graceMs),
    kill: async () => await stopChild(child, 'SIGKILL', 10_000),
  };
}

async function awaitPort(child: ChildProcess, options: EngineCommand): Promise<void> {
  const deadline = Date.now() + (options.startTimeoutMs ?? 120_000);
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if ((await isPortOpen(options.port)) && (options.isReady === undefined || (await options.isReady())))
      return;
    await delay(100);
  }
  child.kill('SIGKILL');
  const tail = readFileSync(options.logFile, 'utf8').slice(-2000);
  throw new Error(
    `${options.name} did not answer on port ${options.port}; the end of ${options.logFile}:\n${tail}`,
  );
}

async function stopChild(child: ChildProcess, signal: NodeJS.Signals | null, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  if (signal === null) child.stdin?.end();
  else child.kill(signal);
  const grace = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await gone;
  clearTimeout(grace);
}
