// S9: how few people the community could not lose.
import { CONTRIBUTION_ACTS } from '../act-groups.ts';
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import { countFigure, nullFigure, type IndicatorDefinition } from '../indicator.ts';
import { fromPairs, measureAbsenceFactor, sumCounts } from '../measures/distribution.ts';
import { selectActs } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  /** Pairs of contributions and how many people made that many. */
  readonly bins: readonly (readonly [number, number])[];
}

export const absenceFactor: IndicatorDefinition = {
  id: 'S9',
  slug: 'absence-factor',
  family: 'structure',
  name: 'Absence (bus) factor',
  question: 'How few people make half of all contributions?',
  formula: 'min k: top-k contributions ≥50 %',
  formulaVersion: 1,
  unit: 'count',
  range: '1 or more',
  n: 'people with a contribution in W',
  notes: ['Exactly half suffices. Without a contribution there is no such k: null, not 0.'],
  source: 'CHAOSS Contributor Absence Factor (LFX uses 51 %)',
  topics: ['copse.activity', 'copse.membership'],
  behind: selectActs(CONTRIBUTION_ACTS),
  nullReasons: { 'no-contributions': 'Nobody contributed in the window.' },
  async evaluate(question) {
    const rows = await question.reader.read<Row>({
      origin: 'indicator/S9',
      sql: query,
      parameters: toParameters(question),
    });
    return figurePerWindow(question.plan, rows, (row) => {
      const histogram = fromPairs(row?.bins ?? []);
      const needed = measureAbsenceFactor(histogram);
      return needed === null ? nullFigure('no-contributions') : countFigure(needed, sumCounts(histogram));
    });
  },
};
