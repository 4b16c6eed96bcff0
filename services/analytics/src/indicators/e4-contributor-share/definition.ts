// E4: of the members who were there at all, the share that gave something.
import { ACT_NAMES } from '@copse/contracts';
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import { ratioFigure, type IndicatorDefinition } from '../indicator.ts';
import { selectActs } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly contributors: number;
  readonly present: number;
}

export const contributorShare: IndicatorDefinition = {
  id: 'E4',
  slug: 'contributor-share',
  family: 'engagement',
  name: 'Contributor share',
  question: 'Of the members who were there, how many contributed?',
  formula: 'members with ≥1 contribution / members with ≥1 event (incl. reads)',
  formulaVersion: 1,
  unit: 'share',
  range: '0 to 1',
  n: 'members with an event in W',
  notes: ['Members are those at the end of W, as in E2.'],
  source: 'PMC10848396',
  topics: ['copse.activity', 'copse.membership'],
  behind: selectActs(ACT_NAMES),
  nullReasons: { 'no-member-events': 'No member did anything in the window, reading included.' },
  async evaluate(question) {
    const rows = await question.reader.read<Row>({
      origin: 'indicator/E4',
      sql: query,
      parameters: toParameters(question),
    });
    return figurePerWindow(question.plan, rows, (row) =>
      ratioFigure(row?.contributors ?? 0, row?.present ?? 0, 'no-member-events'),
    );
  },
};
