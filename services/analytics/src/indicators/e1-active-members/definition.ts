// E1: how many people took part.
import { ACTIVE_ACTS } from '../act-groups.ts';
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import { countFigure, type IndicatorDefinition } from '../indicator.ts';
import { selectActs } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly active: number;
  readonly acts: number;
}

export const activeMembers: IndicatorDefinition = {
  id: 'E1',
  slug: 'active-members',
  family: 'engagement',
  name: 'Active members',
  question: 'How many people took part?',
  formula: '|Act|',
  formulaVersion: 1,
  unit: 'count',
  range: '0 or more',
  n: 'contributions and attendances of people in W',
  notes: [
    'Act holds members and others; E2 tells the members apart.',
    'Reading, voting and thanking alone do not make active.',
  ],
  source: 'CHAOSS Contributors; LFX',
  topics: ['copse.activity', 'copse.membership'],
  behind: selectActs(ACTIVE_ACTS),
  nullReasons: {},
  async evaluate(question) {
    const rows = await question.reader.read<Row>({
      origin: 'indicator/E1',
      sql: query,
      parameters: toParameters(question),
    });
    return figurePerWindow(question.plan, rows, (row) => countFigure(row?.active ?? 0, row?.acts ?? 0));
  },
};
