// E9: who joined in a period and was still about k periods later.
import { ACTIVE_ACTS } from '../act-groups.ts';
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import {
  NO_WATERMARK,
  nullFigure,
  ratioFigure,
  type Figure,
  type IndicatorDefinition,
} from '../indicator.ts';
import type { Period, WindowPlan } from '../windows.ts';
import { selectActs, type Spans } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly joined: number;
  readonly returned: number;
}

export const cohortRetention: IndicatorDefinition = {
  id: 'E9',
  slug: 'cohort-retention',
  family: 'engagement',
  name: 'Cohort retention',
  question: 'Do people who join come back?',
  formula: 'joined in p and active in p+k / joined in p',
  formulaVersion: 1,
  unit: 'share',
  range: '0 to 1',
  n: 'people who joined in p',
  notes: [
    'p is the window, p+k the whole period k grains later (k is 1 unless asked otherwise).',
    'Whoever left and returns joins again; joining twice in one period counts once.',
    'The activities behind it are those of p+k, also of people who did not join in p; joining is no activity.',
    'Judged once p+k is over and everything of it is in: before that the figure is null.',
  ],
  source: 'Product analytics',
  topics: ['copse.activity', 'copse.membership'],
  behind: selectActs(ACTIVE_ACTS, findLaterPeriods),
  nullReasons: {
    ...NO_WATERMARK,
    'no-joiners': 'Nobody joined in the period.',
    'not-matured': 'The period in which they are looked for again is not over yet.',
  },
  async evaluate(question) {
    const later = question.plan.shiftPeriods(question.retentionPeriods);
    const rows = await question.reader.read<Row>({
      origin: 'indicator/E9',
      sql: query,
      parameters: {
        ...toParameters(question),
        laterStarts: later.map((period) => period.fromMs),
        laterFrom: later.at(0)?.fromMs,
        laterTo: later.at(-1)?.toMs,
      },
    });
    const figures = figurePerWindow(question.plan, rows, (row) =>
      ratioFigure(row?.returned ?? 0, row?.joined ?? 0, 'no-joiners'),
    );
    return figures.map((figure, index) => judge(figure, later[index], question.dataAsOfMs));
  },
};

function findLaterPeriods(plan: WindowPlan, retentionPeriods: number): readonly Spans[] {
  return plan.shiftPeriods(retentionPeriods).map((span) => ({ span, also: null }));
}

function judge(figure: Figure, later: Period | undefined, dataAsOfMs: number | null): Figure {
  if (figure.value === null || later === undefined) return figure;
  if (dataAsOfMs === null) return nullFigure('no-watermark', figure.n);
  return later.toMs <= dataAsOfMs ? figure : nullFigure('not-matured', figure.n);
}
