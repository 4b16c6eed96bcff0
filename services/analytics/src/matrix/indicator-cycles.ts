// Which indicator speaks for which cycle of value, per version of the framework: data, and complete, so that
// an indicator that is built later finds its place. What stands nowhere here fills no cell: the indicators
// of the evaluation itself (V), and those that describe a community without speaking for a cycle.
import { VALUE_FRAMEWORKS, type FrameworkVersion, type ValueCycle } from '@copse/contracts';

type CycleTable = {
  readonly [V in FrameworkVersion]: Partial<Record<(typeof VALUE_FRAMEWORKS)[V][number], readonly string[]>>;
};

const numbered = (family: string, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${family}${from + index}`);

const TAKING_PART = [...numbered('E', 1, 15), ...numbered('R', 1, 5), ...numbered('R', 7, 9)];
/** Attendance and the rhythm kept: what makes learning possible, where the version has a cycle for it. */
const CONDITIONS = ['E16', 'R6'];
const TIES_AND_KNOWLEDGE = [...numbered('S', 1, 5), 'S7', 'S15', 'K4', 'K5', 'K9'];
const REUSE = ['K2', 'K3'];
const FACILITATION = ['S13', 'S14'];
const LANDSCAPE = ['S11', 'S12', 'K7'];

/** Realized, strategic, transformative and reframing are filled by observations and stories only. */
export const INDICATOR_CYCLES: CycleTable = {
  '2011': { immediate: [...TAKING_PART, ...CONDITIONS], potential: TIES_AND_KNOWLEDGE, applied: REUSE },
  '2014': {
    enabling: [...FACILITATION, ...CONDITIONS],
    immediate: TAKING_PART,
    potential: TIES_AND_KNOWLEDGE,
    applied: REUSE,
  },
  '2020': {
    immediate: TAKING_PART,
    potential: TIES_AND_KNOWLEDGE,
    applied: REUSE,
    enabling: [...FACILITATION, ...CONDITIONS],
    orienting: LANDSCAPE,
  },
};

/** The cycle an indicator such as `E1` speaks for in this version; null where it fills no cell. */
export function findCycle(framework: FrameworkVersion, indicator: string): ValueCycle | null {
  const cycles: readonly ValueCycle[] = VALUE_FRAMEWORKS[framework];
  const table: Partial<Record<ValueCycle, readonly string[]>> = INDICATOR_CYCLES[framework];
  return cycles.find((cycle) => table[cycle]?.includes(indicator) === true) ?? null;
}
