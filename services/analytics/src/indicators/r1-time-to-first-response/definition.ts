// R1: how long a need waits for the first answer of another human.
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import { NO_WATERMARK, nullFigure, type Figure, type IndicatorDefinition } from '../indicator.ts';
import { NEED_NOTES } from '../need-notes.ts';
import { NEEDS_BEHIND } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly needs: number;
  readonly answered: number;
  readonly median_ms: number | null;
  readonly p90_ms: number | null;
}

const HOUR_MS = 3_600_000;

export const timeToFirstResponse: IndicatorDefinition = {
  id: 'R1',
  slug: 'time-to-first-response',
  family: 'rhythm',
  name: 'Time to first response',
  question: 'How long does somebody in need wait for an answer?',
  formula: 'first human other reply − need; median, p90 (Kaplan–Meier for open ones)',
  formulaVersion: 1,
  unit: 'hours',
  range: '0 or more',
  n: 'needs opened in W',
  notes: [
    'The value is the median; p90 is a part beside it. A quantile q is the shortest time t with S(t) ≤ 1−q, S by Kaplan–Meier.',
    'A need without a reply is censored at dataAsOf. Replies after W count.',
    ...NEED_NOTES,
  ],
  source: 'CHAOSS Time to First Response',
  topics: ['copse.activity', 'copse.membership'],
  behind: NEEDS_BEHIND,
  nullReasons: {
    ...NO_WATERMARK,
    'no-needs': 'No need was opened in the window.',
    'not-reached': 'Too many needs are still open: the quantile was not reached.',
  },
  isEvidence: ({ n }) => n > 0,
  async evaluate(question) {
    const { dataAsOfMs, plan } = question;
    const rows = await question.reader.read<Row>({
      origin: 'indicator/R1',
      sql: query,
      parameters: { ...toParameters(question), dataAsOf: dataAsOfMs ?? 0 },
    });
    return figurePerWindow(plan, rows, (row) => toFigure(row, dataAsOfMs));
  },
};

function toFigure(row: Row | undefined, dataAsOfMs: number | null): Figure {
  const n = row?.needs ?? 0;
  const events = row?.answered ?? 0;
  if (row === undefined)
    return { ...nullFigure('no-needs'), events, censored: 0, parts: [toP90(null, 'no-needs')] };
  const counts = { n, events, censored: n - events };
  if (dataAsOfMs === null)
    return { ...nullFigure('no-watermark'), ...counts, parts: [toP90(null, 'no-watermark')] };
  const median = toHours(row.median_ms);
  return {
    ...nullFigure('not-reached'),
    ...counts,
    value: median,
    nullReason: median === null ? 'not-reached' : null,
    parts: [toP90(toHours(row.p90_ms), 'not-reached')],
  };
}

function toHours(durationMs: number | null): number | null {
  return durationMs === null ? null : durationMs / HOUR_MS;
}

function toP90(value: number | null, reason: string): Figure['parts'][number] {
  return {
    name: 'p90',
    value,
    unit: 'hours',
    numerator: null,
    denominator: null,
    nullReason: value === null ? reason : null,
  };
}
