// Kills parts of a distributed installation one after the other in the middle of an import: each when so many
// rows have been acknowledged and more are under way, so that every kill meets work, on any machine. A service
// is brought back by its supervisor; an engine is started again on its own data.
import { setTimeout as delay } from 'node:timers/promises';
import type { DistributedSystem, LocalEngineName, ServiceProcessName } from '@copse/local-engines';

/** A part that can be killed. */
export type FaultTarget =
  | Extract<ServiceProcessName, 'capture' | 'capture-relay' | 'projector' | 'membership'>
  | LocalEngineName;

/** What is to be killed, and after how much progress. */
export interface PlannedFault {
  readonly target: FaultTarget;
  readonly atProgress: number;
}

/** What was killed, at which progress, and how many requests it met. */
export interface Fault extends PlannedFault {
  readonly openRequests: number;
}

/** Where the work that faults should meet has got to. */
export interface WorkUnderWay {
  progress(): number;
  openRequests(): number;
  isFinished(): boolean;
}

const ENGINES: readonly string[] = ['postgres', 'kafka', 'clickhouse'] satisfies LocalEngineName[];
const LOOK_INTERVAL_MS = 5;
const OUTAGE_MS = 300;

/** The way of activities, part by part. */
export const ACTIVITY_PARTS: readonly FaultTarget[] = [
  'capture',
  'kafka',
  'projector',
  'postgres',
  'capture-relay',
  'clickhouse',
];
/** What registering people needs. */
export const PEOPLE_PARTS: readonly FaultTarget[] = ['membership'];

/** Every part `times` times, in rounds, evenly over the work from `begin` to `end`. */
export function planFaults(
  parts: readonly FaultTarget[],
  times: number,
  { begin, end }: { begin: number; end: number },
): PlannedFault[] {
  const targets = Array.from({ length: times }, () => parts).flat();
  const step = (end - begin) / (targets.length + 1);
  return targets.map((target, index) => ({ target, atProgress: Math.round(begin + step * (index + 1)) }));
}

/** Kills with SIGKILL as planned, each while a request is open; engines come back a moment later. Gives what was killed. */
export async function injectFaults(
  system: DistributedSystem,
  plan: readonly PlannedFault[],
  work: WorkUnderWay,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const planned of plan) {
    while (!work.isFinished() && (work.progress() < planned.atProgress || work.openRequests() === 0))
      await delay(LOOK_INTERVAL_MS);
    if (work.isFinished()) break;
    faults.push({ target: planned.target, atProgress: work.progress(), openRequests: work.openRequests() });
    await killAndRevive(system, planned.target);
  }
  return faults;
}

async function killAndRevive(system: DistributedSystem, target: FaultTarget): Promise<void> {
  if (!isEngine(target)) {
    const service = system.processes.get(target);
    // It may have ended by itself over what was killed before; its supervisor brings it back in a moment.
    while (service?.pid() === null) await delay(LOOK_INTERVAL_MS);
    await service?.kill();
    return;
  }
  await system.engines.kill(target);
  await delay(OUTAGE_MS);
  await system.engines.start(target);
}

function isEngine(target: FaultTarget): target is LocalEngineName {
  return ENGINES.includes(target);
}
