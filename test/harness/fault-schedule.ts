// Kills parts of a distributed installation one after the other while something else is going on. A service
// is brought back by its supervisor; an engine is started again on its own data.
import { setTimeout as delay } from 'node:timers/promises';
import type { DistributedSystem, LocalEngineName, ServiceProcessName } from '@copse/local-engines';

/** A part that can be killed. */
export type FaultTarget =
  | Extract<ServiceProcessName, 'capture' | 'capture-relay' | 'projector'>
  | LocalEngineName;

/** What was killed, and when after the start. */
export interface Fault {
  readonly target: FaultTarget;
  readonly atMs: number;
}

const ENGINES: readonly string[] = ['postgres', 'kafka', 'clickhouse'] satisfies LocalEngineName[];

/** Every part `times` times, in rounds, so that recoveries overlap with what follows. */
export function planFaults(times: number): FaultTarget[] {
  const round: FaultTarget[] = ['capture', 'kafka', 'projector', 'postgres', 'capture-relay', 'clickhouse'];
  return Array.from({ length: times }, () => round).flat();
}

/**
 * Kills the targets in turn with SIGKILL, `intervalMs` apart, as long as `isWanted` says so; engines come back
 * after `outageMs`. Gives what was killed.
 */
export async function injectFaults(
  system: DistributedSystem,
  targets: readonly FaultTarget[],
  options: { intervalMs: number; outageMs: number; isWanted: () => boolean },
): Promise<Fault[]> {
  const startedAt = Date.now();
  const faults: Fault[] = [];
  for (const target of targets) {
    await delay(options.intervalMs);
    if (!options.isWanted()) break;
    faults.push({ target, atMs: Date.now() - startedAt });
    if (isEngine(target)) {
      await system.engines.kill(target);
      await delay(options.outageMs);
      await system.engines.start(target);
    } else await system.processes.get(target)?.kill();
  }
  return faults;
}

function isEngine(target: FaultTarget): target is LocalEngineName {
  return ENGINES.includes(target);
}
