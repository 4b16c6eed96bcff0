// From figures to an answer: each value with what one must know to trust it.
import type { FrameworkVersion, ValueCycle } from '@copse/contracts';
import { findCycle } from '../matrix/indicator-cycles.ts';
import type { ClickHouseReader } from '../store/clickhouse-reader.ts';
import { combineWatermarks, readWatermarks, type TopicWatermark } from '../store/watermark.ts';
import type { Community } from './community.ts';
import type { Figure, IndicatorDefinition, IndicatorUnit } from './indicator.ts';
import type { Spans } from './selections.ts';
import type { WindowPlan } from './windows.ts';

/** A figure of one window, complete by itself. */
export interface IndicatorValue extends Figure {
  readonly window: { readonly from: string; readonly to: string; readonly partial: boolean };
  readonly unit: IndicatorUnit;
  readonly formulaVersion: number;
  readonly cycle: ValueCycle | null;
  /** Everything recorded before this is in the figure; null where not known. */
  readonly dataAsOf: string | null;
  /** The window was over at `dataAsOf`. */
  readonly complete: boolean;
  /** Where the activities (or stories) behind the figure are listed. */
  readonly activities: string;
}

/** An indicator's answer for every window. */
export interface IndicatorAnswer {
  readonly definition: IndicatorDefinition;
  readonly cycle: ValueCycle | null;
  readonly dataAsOf: string | null;
  readonly dataAsOfReason: string | null;
  readonly values: readonly IndicatorValue[];
}

export interface AnswerOptions {
  readonly reader: ClickHouseReader;
  readonly community: Community;
  readonly plan: WindowPlan;
  readonly framework: FrameworkVersion;
  readonly retentionPeriods: number;
}

/** How many indicators of one request are computed at a time, so that one caller does not take the engine. */
const INDICATORS_AT_A_TIME = 4;

/** Answers for each definition, in their order. The watermark is read before the facts, never after. */
export async function answerIndicators(
  definitions: readonly IndicatorDefinition[],
  options: AnswerOptions,
): Promise<readonly IndicatorAnswer[]> {
  const topics = [...new Set(definitions.flatMap((definition) => definition.topics))];
  const watermarks = await readWatermarks(options.reader, topics);
  const answers: IndicatorAnswer[] = [];
  const waiting = definitions.entries();
  const work = async (): Promise<void> => {
    for (const [index, definition] of waiting)
      answers[index] = await answerOne(definition, watermarks, options);
  };
  await Promise.all(Array.from({ length: INDICATORS_AT_A_TIME }, work));
  return answers;
}

async function answerOne(
  definition: IndicatorDefinition,
  watermarks: readonly TopicWatermark[],
  options: AnswerOptions,
): Promise<IndicatorAnswer> {
  const { reader, community, plan, framework, retentionPeriods } = options;
  const own = watermarks.filter(({ topic }) => definition.topics.some((read) => read === topic));
  const { dataAsOf, dataAsOfMs, reason } = combineWatermarks(own);
  const figures = await definition.evaluate({
    reader,
    community,
    plan,
    framework,
    dataAsOfMs,
    retentionPeriods,
  });
  const cycle = findCycle(framework, definition.id);
  const spans = definition.behind?.spansOf?.(plan, retentionPeriods);
  const values = plan.windows.map((window, index): IndicatorValue => {
    const figure = figures[index];
    if (figure === undefined) throw new Error(`${definition.id} gave fewer figures than there are windows`);
    return {
      ...figure,
      window: { from: toInstant(window.fromMs), to: toInstant(window.toMs), partial: window.partial },
      unit: definition.unit,
      formulaVersion: definition.formulaVersion,
      cycle,
      dataAsOf,
      complete: dataAsOfMs !== null && window.toMs <= dataAsOfMs,
      activities: linkActivities(definition, community.key, spans?.[index] ?? { span: window, also: null }),
    };
  });
  return { definition, cycle, dataAsOf, dataAsOfReason: reason, values };
}

function linkActivities({ slug, behind }: IndicatorDefinition, community: string, spans: Spans): string {
  if (behind === null) return linkStories(community);
  const { span, also } = spans;
  const query = new URLSearchParams({
    from: toInstant(span.fromMs),
    to: toInstant(span.toMs),
    ...(also === null ? {} : { alsoFrom: toInstant(also.fromMs), alsoTo: toInstant(also.toMs) }),
  });
  return `/v1/analytics/communities/${community}/indicators/${slug}/activities?${query.toString()}`;
}

/** Where the stories of a community are listed. */
export function linkStories(community: string): string {
  return `/v1/stories?community=${community}`;
}

function toInstant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
