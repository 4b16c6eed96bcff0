// E2: the share of members who took part.
import { ACTIVE_ACTS } from '../act-groups.ts';
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindowWithMembers, type WindowRow } from '../facts/per-window.ts';
import { ratioFigure, type IndicatorDefinition } from '../indicator.ts';
import { selectActs } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly active_members: number;
  readonly member_change: number;
}

export const participationRate: IndicatorDefinition = {
  id: 'E2',
  slug: 'participation-rate',
  family: 'engagement',
  name: 'Participation rate',
  question: 'What share of the members took part?',
  formula: '|Act∩M| / |M|',
  formulaVersion: 1,
  unit: 'share',
  range: '0 to 1',
  n: 'members at the end of W',
  notes: ['M is who is a member at the end of W; a change at that very instant belongs to the next window.'],
  source: 'Wenger, Trayner & de Laat 2011, cycle 1',
  topics: ['copse.activity', 'copse.membership'],
  behind: selectActs(ACTIVE_ACTS),
  nullReasons: { 'no-members': 'Nobody was a member at the end of the window.' },
  async evaluate(question) {
    const rows = await question.reader.read<Row>({
      origin: 'indicator/E2',
      sql: query,
      parameters: toParameters(question),
    });
    return figurePerWindowWithMembers(question.plan, rows, (row, members) =>
      ratioFigure(row?.active_members ?? 0, members, 'no-members'),
    );
  },
};
