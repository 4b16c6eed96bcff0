// E6: who contributed for the first time ever.
import { CONTRIBUTION_ACTS } from '../act-groups.ts';
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import { countFigure, type IndicatorDefinition } from '../indicator.ts';
import { selectActs } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly newcomers: number;
  readonly contributors: number;
}

export const newContributors: IndicatorDefinition = {
  id: 'E6',
  slug: 'new-contributors',
  family: 'engagement',
  name: 'New contributors',
  question: 'How many people contributed for the first time?',
  formula: 'actors whose first-ever contribution ∈ W',
  formulaVersion: 1,
  unit: 'count',
  range: '0 or more',
  n: 'people with a contribution in W',
  notes: [
    'First ever in this community; members and others alike.',
    'Merging two identities may move a first contribution into the past.',
  ],
  source: 'CHAOSS New Contributors',
  topics: ['copse.activity', 'copse.membership'],
  behind: selectActs(CONTRIBUTION_ACTS),
  nullReasons: {},
  async evaluate(question) {
    const rows = await question.reader.read<Row>({
      origin: 'indicator/E6',
      sql: query,
      parameters: toParameters(question),
    });
    return figurePerWindow(question.plan, rows, (row) =>
      countFigure(row?.newcomers ?? 0, row?.contributors ?? 0),
    );
  },
};
