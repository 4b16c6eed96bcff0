// The value-creation matrix: what can be counted beside what was told, cycle by cycle. An empty side of a
// cell is a finding, and the reason this picture exists.
import { VALUE_FRAMEWORKS, type ValueCycle } from '@copse/contracts';
import { answerIndicators, type AnswerOptions, type IndicatorAnswer } from '../indicators/answer.ts';
import { INDICATORS } from '../indicators/catalogue.ts';
import type { Figure } from '../indicators/indicator.ts';
import { readToldStories, type ToldStories } from './told-stories.ts';

export const FINDINGS = [
  'value claimed, no evidence',
  'negative value reported, no evidence',
  'activity, no story',
  'no activity, no story',
  'no indicator covers this cycle',
] as const;
export type Finding = (typeof FINDINGS)[number];

/** A row of the matrix. */
export interface MatrixCell {
  readonly cycle: ValueCycle;
  readonly indicators: readonly IndicatorAnswer[];
  readonly stories: ToldStories;
  /** What is missing on one side, or on both, or that only stories can fill it; null where both sides are filled. */
  readonly finding: Finding | null;
}

export interface ValueMatrix {
  readonly cells: readonly MatrixCell[];
  /** Indicators that speak for no cycle of this version. */
  readonly beside: readonly IndicatorAnswer[];
  /** Indicators of the evaluation itself; they never fill a cell. */
  readonly evaluation: readonly IndicatorAnswer[];
  /** Steps at cycles that this version does not have. */
  readonly unplacedStories: readonly ToldStories[];
}

/** The matrix of a community; the plan has one window. */
export async function composeValueMatrix(options: AnswerOptions): Promise<ValueMatrix> {
  const [answers, told] = await Promise.all([
    answerIndicators(INDICATORS, options),
    readToldStories(options.reader, options.community, options.plan),
  ]);
  const cycles: readonly ValueCycle[] = VALUE_FRAMEWORKS[options.framework];
  const isEvaluation = ({ definition }: IndicatorAnswer): boolean => definition.family === 'value-cycle';
  return {
    cells: cycles.map((cycle) => {
      const indicators = answers.filter((answer) => answer.cycle === cycle);
      const stories = told.find((candidate) => candidate.cycle === cycle) ?? noStories(cycle);
      return { cycle, indicators, stories, finding: judgeCell(indicators, stories) };
    }),
    beside: answers.filter((answer) => answer.cycle === null && !isEvaluation(answer)),
    evaluation: answers.filter(isEvaluation),
    unplacedStories: told.filter((stories) => !cycles.some((cycle) => cycle === stories.cycle)),
  };
}

function judgeCell(indicators: readonly IndicatorAnswer[], stories: ToldStories): Finding | null {
  // Where nothing is counted, nothing counted can be missing: that would blame the community for our catalogue.
  if (indicators.length === 0) return 'no indicator covers this cycle';
  const hasActivity = indicators.some(({ definition, values }) =>
    values.some((value) => (definition.isEvidence ?? hasCounted)(value)),
  );
  const hasStory = stories.count > 0;
  if (hasActivity) return hasStory ? null : 'activity, no story';
  if (!hasStory) return 'no activity, no story';
  return stories.positiveSteps > 0 ? 'value claimed, no evidence' : 'negative value reported, no evidence';
}

/** A ratio or count speaks for a cell when something was counted: a rate of 0 of 40 is no evidence. */
function hasCounted(figure: Figure): boolean {
  return (figure.numerator ?? figure.value ?? 0) > 0;
}

function noStories(cycle: ValueCycle): ToldStories {
  return { cycle, count: 0, positiveSteps: 0, negativeSteps: 0, storyIds: [] };
}
