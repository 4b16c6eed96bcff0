// R2: how many needs nobody answers within a week.
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import { NO_WATERMARK, nullFigure, ratioFigure, type IndicatorDefinition } from '../indicator.ts';
import { NEED_NOTES } from '../need-notes.ts';
import { NEEDS_BEHIND } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly matured: number;
  readonly unanswered: number;
}

/** D: how long a need may wait, seven times 24 hours. */
const PATIENCE_MS = 7 * 86_400_000;

export const unansweredRate: IndicatorDefinition = {
  id: 'R2',
  slug: 'unanswered-rate',
  family: 'rhythm',
  name: 'Unanswered rate',
  question: 'How many needs does nobody answer within a week?',
  formula: 'matured needs without a reply by another human ≤7 d / matured needs',
  formulaVersion: 1,
  unit: 'share',
  range: '0 to 1',
  n: 'matured needs opened in W',
  notes: [
    'D is 7 d (168 hours). A need has matured when it was opened at least D before min(end of W + D, dataAsOf).',
    ...NEED_NOTES,
  ],
  source: 'Discourse; CHAOSS',
  topics: ['copse.activity', 'copse.membership'],
  behind: NEEDS_BEHIND,
  nullReasons: { ...NO_WATERMARK, 'no-matured-needs': 'No need of the window is old enough to be judged.' },
  isEvidence: ({ n }) => n > 0,
  async evaluate(question) {
    const { dataAsOfMs, plan } = question;
    if (dataAsOfMs === null) return plan.windows.map(() => nullFigure('no-watermark'));
    const rows = await question.reader.read<Row>({
      origin: 'indicator/R2',
      sql: query,
      parameters: { ...toParameters(question), patience: PATIENCE_MS, dataAsOf: dataAsOfMs },
    });
    return figurePerWindow(plan, rows, (row) =>
      ratioFigure(row?.unanswered ?? 0, row?.matured ?? 0, 'no-matured-needs'),
    );
  },
};
