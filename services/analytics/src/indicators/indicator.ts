// What an indicator is: a definition anybody can read, and a way to answer for many windows at once.
import type { FrameworkVersion } from '@copse/contracts';
import type { ClickHouseReader } from '../store/clickhouse-reader.ts';
import type { ActivitySelection } from './selections.ts';
import type { WindowPlan } from './windows.ts';

/** The families of the catalogue; each speaks for cycles of value, or for none. */
export type IndicatorFamily = 'engagement' | 'structure' | 'rhythm' | 'value-cycle';
export type IndicatorUnit = 'count' | 'share' | 'hours' | 'index' | 'replies per thread';
export type IndicatorTopic = 'copse.activity' | 'copse.membership' | 'copse.value';

/** A second figure of the same indicator, such as the 90th percentile beside the median. */
export interface FigurePart {
  readonly name: string;
  readonly value: number | null;
  readonly unit: IndicatorUnit;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly nullReason: string | null;
}

/** An indicator's figure for one window. */
export interface Figure {
  readonly value: number | null;
  /** Of a ratio: what was counted. Null where the figure is no ratio. */
  readonly numerator: number | null;
  /** Of a ratio: what it was counted in. */
  readonly denominator: number | null;
  /** How many observations the figure rests on; the definition's `n` says of what. */
  readonly n: number;
  /** Of a time: how many waits ended. */
  readonly events: number | null;
  /** Of a time: how many were still open when they were last looked at. */
  readonly censored: number | null;
  /** Why there is no value; a key of the definition's `nullReasons`. */
  readonly nullReason: string | null;
  readonly parts: readonly FigurePart[];
}

/** A community as the figures need it. */
export interface CommunityFrame {
  readonly tenant: string;
  readonly key: string;
}

/** What is asked of an indicator. */
export interface IndicatorQuestion {
  readonly reader: ClickHouseReader;
  readonly community: CommunityFrame;
  readonly plan: WindowPlan;
  /** The framework whose cycles V1 counts. */
  readonly framework: FrameworkVersion;
  /** Everything recorded before this, in every topic the indicator reads, is in the facts; null where unknown. */
  readonly dataAsOfMs: number | null;
  /** E9: how many periods after joining somebody is looked for again. */
  readonly retentionPeriods: number;
}

/** An indicator of the catalogue. */
export interface IndicatorDefinition {
  /** Its number in the catalogue, such as `E1`. */
  readonly id: string;
  readonly slug: string;
  readonly family: IndicatorFamily;
  readonly name: string;
  readonly question: string;
  readonly formula: string;
  /** Rises whenever the same facts may give another figure. */
  readonly formulaVersion: number;
  readonly unit: IndicatorUnit;
  readonly range: string;
  /** What `n` counts. */
  readonly n: string;
  /** What the formula leaves open and how it is settled here. */
  readonly notes: readonly string[];
  readonly source: string;
  readonly topics: readonly IndicatorTopic[];
  /** Which activities are behind the figure; null where stories are. */
  readonly behind: ActivitySelection | null;
  readonly nullReasons: Readonly<Record<string, string>>;
  /** Whether a figure shows that something happened at its cycle; unless given, when what it counts is not 0. */
  readonly isEvidence?: (figure: Figure) => boolean;
  /** One figure a window, in the plan's order. */
  evaluate(question: IndicatorQuestion): Promise<readonly Figure[]>;
}

/** The reason every indicator that judges maturity has in common. */
export const NO_WATERMARK = {
  'no-watermark': 'Not yet known up to when the data are complete, so nothing can be judged as matured.',
} as const;

/** A count: zero is a figure, never a reason. */
export function countFigure(value: number, n: number): Figure {
  return { ...NOTHING, value, n };
}

/** A ratio; a zero denominator gives null and the reason. n is the denominator unless given. */
export function ratioFigure(numerator: number, denominator: number, reason: string, n = denominator): Figure {
  const value = denominator === 0 ? null : numerator / denominator;
  return { ...NOTHING, value, numerator, denominator, n, nullReason: value === null ? reason : null };
}

/** No figure, and why. */
export function nullFigure(reason: string, n = 0): Figure {
  return { ...NOTHING, n, nullReason: reason };
}

const NOTHING: Figure = {
  value: null,
  numerator: null,
  denominator: null,
  n: 0,
  events: null,
  censored: null,
  nullReason: null,
  parts: [],
};
