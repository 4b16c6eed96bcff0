// S8: how unevenly contributions are spread over those who contribute.
import { CONTRIBUTION_ACTS } from '../act-groups.ts';
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import { ratioFigure, type IndicatorDefinition } from '../indicator.ts';
import { fromPairs, measureGini, sumCounts } from '../measures/distribution.ts';
import { selectActs } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  /** Pairs of contributions and how many people made that many. */
  readonly bins: readonly (readonly [number, number])[];
}

export const contributionGini: IndicatorDefinition = {
  id: 'S8',
  slug: 'contribution-gini',
  family: 'structure',
  name: 'Contribution Gini',
  question: 'How unevenly are contributions spread?',
  formula: 'Σ|x_i−x_j|/(2n²x̄)',
  formulaVersion: 1,
  unit: 'index',
  range: '0 to 1−1/n',
  n: 'people with a contribution in W',
  notes: [
    'x_i is the number of contributions in W of each person, member or not, with at least one. Those who gave nothing are E2’s and E4’s matter: with them the index would mostly measure how many only read.',
    'Numerator Σ(2i−n−1)·x_i over x in rising order, denominator n·Σx_i: integers, so the figure is exact.',
  ],
  source: 'Inequality literature',
  topics: ['copse.activity', 'copse.membership'],
  behind: selectActs(CONTRIBUTION_ACTS),
  nullReasons: { 'no-contributions': 'Nobody contributed in the window.' },
  async evaluate(question) {
    const rows = await question.reader.read<Row>({
      origin: 'indicator/S8',
      sql: query,
      parameters: toParameters(question),
    });
    return figurePerWindow(question.plan, rows, (row) => {
      const histogram = fromPairs(row?.bins ?? []);
      const { numerator, denominator } = measureGini(histogram);
      return ratioFigure(numerator, denominator, 'no-contributions', sumCounts(histogram));
    });
  },
};
