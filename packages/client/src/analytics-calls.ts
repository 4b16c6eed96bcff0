// Indicators, the value-creation matrix, and how complete they are.
import type { FrameworkVersion, ValueCycle } from '@copse/contracts';
import { CopseProblemError } from './problem.ts';
import type { Transport } from './transport.ts';

/** A half-open span (dates or RFC 3339 instants) and how it is cut; the whole as one unless `grain` is given. */
export interface SpanQuery {
  readonly from: string;
  readonly to: string;
  readonly grain?: 'day' | 'week' | 'month' | 'quarter' | 'window';
  readonly framework?: FrameworkVersion;
}

export interface IndicatorValue {
  readonly window: { readonly from: string; readonly to: string; readonly partial: boolean };
  readonly value: number | null;
  readonly unit: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly n: number;
  readonly nullReason: string | null;
  readonly parts: readonly {
    readonly name: string;
    readonly value: number | null;
    readonly unit: string;
    readonly nullReason: string | null;
  }[];
  readonly dataAsOf: string | null;
  /** The window was over at `dataAsOf`; where not, the figure is about what there is so far. */
  readonly complete: boolean;
}

export interface IndicatorAnswer {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly unit: string;
  readonly formulaVersion: number;
  readonly cycle: ValueCycle | null;
  readonly dataAsOf: string | null;
  readonly values: readonly IndicatorValue[];
}

export interface ValueMatrixCell {
  readonly cycle: ValueCycle;
  readonly indicators: readonly IndicatorAnswer[];
  readonly stories: {
    readonly count: number;
    readonly positiveSteps: number;
    readonly negativeSteps: number;
  };
  /** What is missing in this cell, such as figures without a story, or that no indicator covers its cycle. */
  readonly finding: string | null;
}

export interface ValueMatrix {
  readonly community: { readonly key: string; readonly name: string };
  readonly frameworkVersion: FrameworkVersion;
  readonly cells: readonly ValueMatrixCell[];
  readonly beside: readonly IndicatorAnswer[];
  readonly evaluation: readonly IndicatorAnswer[];
}

/** How complete the figures are. */
export interface DataHealth {
  /** Everything recorded before it, in every topic, is in the figures; null until that is known. */
  readonly dataAsOf: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly deadLetters: { readonly total: number };
  /** The server's clock when it answered, cut to the second; null where it did not say. */
  readonly servedAtMs: number | null;
}

export interface AnalyticsCalls {
  readIndicators(community: string, span: SpanQuery): Promise<readonly IndicatorAnswer[]>;
  readIndicator(community: string, slug: string, span: SpanQuery): Promise<IndicatorAnswer>;
  readValueMatrix(community: string, span: Omit<SpanQuery, 'grain'>): Promise<ValueMatrix>;
  readDataHealth(): Promise<DataHealth>;
  /** The activity as the figures see it, or null where it has not reached them. */
  findProjectedActivity(activityRef: string): Promise<Readonly<Record<string, unknown>> | null>;
}

export function createAnalyticsCalls(transport: Transport): AnalyticsCalls {
  const read = async <T>(path: string, span: SpanQuery | null): Promise<T> => {
    const query =
      span === null ? {} : { from: span.from, to: span.to, grain: span.grain, framework: span.framework };
    return (await transport.request<T>({ method: 'GET', path, query })).body;
  };
  const pathOf = (community: string, rest: string): string =>
    `/v1/analytics/communities/${encodeURIComponent(community)}/${rest}`;
  return {
    readIndicators: async (community, span) =>
      (await read<{ indicators: readonly IndicatorAnswer[] }>(pathOf(community, 'indicators'), span))
        .indicators,
    readIndicator: async (community, slug, span) => {
      const path = pathOf(community, `indicators/${encodeURIComponent(slug)}`);
      return (await read<{ indicator: IndicatorAnswer }>(path, span)).indicator;
    },
    readValueMatrix: async (community, span) =>
      await read<ValueMatrix>(pathOf(community, 'value-matrix'), span),
    async readDataHealth() {
      const path = '/v1/analytics/health';
      const { body, servedAtMs } = await transport.request<Omit<DataHealth, 'servedAtMs'>>({
        method: 'GET',
        path,
      });
      return { ...body, servedAtMs };
    },
    async findProjectedActivity(activityRef) {
      try {
        return await read(`/v1/analytics/activities/${encodeURIComponent(activityRef)}`, null);
      } catch (error) {
        if (error instanceof CopseProblemError && error.status === 404) return null;
        throw error;
      }
    },
  };
}
