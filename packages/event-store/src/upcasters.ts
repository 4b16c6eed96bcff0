// Old shapes become new ones at the store's edge, one schema version at a time, so that deciders only know
// the newest. Upcasters are pure; each brings a frozen sample of the shape it reads, which its spec runs.
import type { RecordedEvent } from './event.ts';

/** From one schema version of an event type to the next. */
export interface Upcaster {
  readonly type: string;
  readonly fromVersion: number;
  readonly upcast: (data: unknown) => unknown;
  /** Data of `fromVersion` exactly as it was once stored, and what it must become. Never edited. */
  readonly sample: { readonly before: unknown; readonly after: unknown };
}

export interface Upcasters {
  /** The event in its newest shape; an event without upcasters is returned as it is. */
  upcast(recorded: RecordedEvent): RecordedEvent;
  /** Every upcaster, for the spec that runs the samples. */
  readonly all: readonly Upcaster[];
}

/** Collects upcasters; throws where two read the same version or a version in between has none. */
export function defineUpcasters(all: readonly Upcaster[]): Upcasters {
  const steps = new Map<string, Upcaster>();
  for (const step of all) {
    const key = keyOf(step.type, step.fromVersion);
    if (steps.has(key)) throw new Error(`two upcasters read ${key}`);
    steps.set(key, step);
  }
  for (const step of all) requireNoGap(step, all);
  return {
    all,
    upcast(recorded) {
      let { data, schemaVersion } = recorded;
      for (;;) {
        const step = steps.get(keyOf(recorded.type, schemaVersion));
        if (step === undefined) break;
        data = step.upcast(data);
        schemaVersion += 1;
      }
      return schemaVersion === recorded.schemaVersion ? recorded : { ...recorded, data, schemaVersion };
    },
  };
}

function keyOf(type: string, version: number): string {
  return `${type}@${version}`;
}

function requireNoGap(step: Upcaster, all: readonly Upcaster[]): void {
  const later = all.filter((other) => other.type === step.type && other.fromVersion > step.fromVersion);
  if (later.length > 0 && !later.some((other) => other.fromVersion === step.fromVersion + 1))
    throw new Error(`no upcaster reads ${keyOf(step.type, step.fromVersion + 1)}`);
}
