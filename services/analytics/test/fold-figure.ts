// Figures as the oracle writes them.
import type { Figure } from '../src/indicators/indicator.ts';

export type FoldFigure = Figure;

export function toCount(value: number, n: number): FoldFigure {
  return {
    value,
    numerator: null,
    denominator: null,
    n,
    events: null,
    censored: null,
    nullReason: null,
    parts: [],
  };
}

export function toRatio(numerator: number, denominator: number, reason: string, n = denominator): FoldFigure {
  const isNull = denominator === 0;
  return {
    ...toCount(0, n),
    value: isNull ? null : numerator / denominator,
    numerator,
    denominator,
    nullReason: isNull ? reason : null,
  };
}

export function toNull(reason: string, n: number): FoldFigure {
  return { ...toCount(0, n), value: null, nullReason: reason };
}
