// E10: who was active in the period before and still is.
import { ACTIVE_ACTS } from '../act-groups.ts';
import { NOWHERE, toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import { ratioFigure, type IndicatorDefinition } from '../indicator.ts';
import type { WindowPlan } from '../windows.ts';
import { selectActs, type Spans } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly before: number;
  readonly stayed: number;
}

export const periodRetention: IndicatorDefinition = {
  id: 'E10',
  slug: 'period-retention',
  family: 'engagement',
  name: 'Period retention',
  question: 'Do the people of one period stay for the next?',
  formula: '|Act(p)∩Act(p−1)| / |Act(p−1)|',
  formulaVersion: 1,
  unit: 'share',
  range: '0 to 1',
  n: 'people active in p−1',
  notes: [
    'p is the window, p−1 the whole period before the one it lies in, also where that is before the span asked for.',
    'Without a grain p−1 has the same length on the local clock and ends where the window begins.',
    'The activities behind it are those of p and of p−1.',
  ],
  source: 'LFX Insights',
  topics: ['copse.activity', 'copse.membership'],
  behind: selectActs(ACTIVE_ACTS, findPeriodsBefore),
  nullReasons: { 'nobody-active-before': 'Nobody was active in the period before.' },
  async evaluate(question) {
    const rows = await question.reader.read<Row>({
      origin: 'indicator/E10',
      sql: query,
      parameters: { ...toParameters(question), ...toPeriodParameters(question.plan) },
    });
    return figurePerWindow(question.plan, rows, (row) =>
      ratioFigure(row?.stayed ?? 0, row?.before ?? 0, 'nobody-active-before'),
    );
  },
};

function findPeriodsBefore(plan: WindowPlan): readonly Spans[] {
  const before = plan.shiftPeriods(-1);
  return plan.windows.map((span, index) => ({ span, also: before[index] ?? null }));
}

/** The period before the first window, then the windows' own, each with what comes after it. */
function toPeriodParameters(plan: WindowPlan): Record<string, unknown> {
  const before = plan.shiftPeriods(-1).at(0);
  if (before === undefined) throw new Error('a plan has at least one window');
  const periodStarts = [before.fromMs, ...plan.windows.map((window) => window.period.fromMs)];
  return {
    periodsFrom: before.fromMs,
    periodStarts,
    nextPeriods: [...periodStarts.slice(1), NOWHERE],
    nextStarts: [...plan.windows.map((window) => window.fromMs), NOWHERE],
    nowhere: NOWHERE,
  };
}
