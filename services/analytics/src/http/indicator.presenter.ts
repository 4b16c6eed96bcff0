// From answers to the JSON of the routes.
import { FRAMEWORK_VERSIONS } from '@copse/contracts';
import type Type from 'typebox';
import type { AnswerOptions, IndicatorAnswer } from '../indicators/answer.ts';
import type { IndicatorDefinition } from '../indicators/indicator.ts';
import { findCycle } from '../matrix/indicator-cycles.ts';
import type { ToldStories } from '../matrix/told-stories.ts';
import type { ValueMatrix } from '../matrix/value-matrix.ts';
import type * as schemas from './indicator.schemas.ts';
import type * as matrixSchemas from './value-matrix.schemas.ts';

type Answer = Type.Static<typeof schemas.IndicatorAnswer>;
type CatalogueEntry = Type.Static<typeof schemas.CatalogueEntry>;
type Matrix = Type.Static<typeof matrixSchemas.ValueMatrix>;

/** An entry of the catalogue, with its cycle in every version of the framework. */
export function presentDefinition(definition: IndicatorDefinition): CatalogueEntry {
  const {
    evaluate: _evaluate,
    isEvidence: _isEvidence,
    behind: _behind,
    notes,
    topics,
    nullReasons,
    ...rest
  } = definition;
  return {
    ...rest,
    notes: [...notes],
    topics: [...topics],
    nullReasons: { ...nullReasons },
    cycles: Object.fromEntries(
      FRAMEWORK_VERSIONS.map((version) => [version, findCycle(version, definition.id)]),
    ),
  };
}

/** Whose figures, and of which span. */
export function presentFrame({ community, plan, framework }: AnswerOptions) {
  const { key, name, timeZone } = community;
  const first = plan.windows.at(0);
  const last = plan.windows.at(-1);
  if (first === undefined || last === undefined) throw new Error('a plan has at least one window');
  return {
    community: { key, name, timeZone },
    from: new Date(first.fromMs).toISOString(),
    to: new Date(last.toMs).toISOString(),
    frameworkVersion: framework,
  };
}

/** An indicator's answer, with enough of its definition to be read alone. */
export function presentAnswer({
  definition,
  cycle,
  dataAsOf,
  dataAsOfReason,
  values,
}: IndicatorAnswer): Answer {
  const { id, slug, name, question, formula, formulaVersion, unit } = definition;
  return {
    id,
    slug,
    name,
    question,
    formula,
    formulaVersion,
    unit,
    cycle,
    dataAsOf,
    dataAsOfReason,
    values: values.map((value) => ({ ...value, parts: [...value.parts] })),
  };
}

/** The matrix without its frame. */
export function presentMatrix(
  matrix: ValueMatrix,
): Pick<Matrix, 'cells' | 'beside' | 'evaluation' | 'unplacedStories'> {
  return {
    cells: matrix.cells.map(({ cycle, indicators, stories, finding }) => ({
      cycle,
      indicators: indicators.map(presentAnswer),
      stories: presentStories(stories),
      finding,
    })),
    beside: matrix.beside.map(presentAnswer),
    evaluation: matrix.evaluation.map(presentAnswer),
    unplacedStories: matrix.unplacedStories.map(presentStories),
  };
}

function presentStories({ cycle, count, positiveSteps, negativeSteps, storyIds }: ToldStories) {
  return {
    cycle,
    count: count,
    positiveSteps: positiveSteps,
    negativeSteps: negativeSteps,
    storyIds: [...storyIds],
  };
}
