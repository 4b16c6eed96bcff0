// S2: how many ties go both ways.
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import { ratioFigure, type IndicatorDefinition } from '../indicator.ts';
import { TIE_NOTES, TIE_SOURCE_ACTS } from '../tie-notes.ts';
import { selectActs } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly ties: number;
  readonly mutual: number;
  readonly people: number;
}

export const reciprocity: IndicatorDefinition = {
  id: 'S2',
  slug: 'reciprocity',
  family: 'structure',
  name: 'Reciprocity',
  question: 'Is what people give each other returned?',
  formula: 'mutual directed edges / m',
  formulaVersion: 1,
  unit: 'share',
  range: '0 to 1',
  n: 'people with a tie in W',
  notes: [
    'An edge is mutual when its reverse is in the graph of the same window; both count.',
    ...TIE_NOTES.slice(0, 2),
  ],
  source: 'Social network analysis',
  topics: ['copse.activity', 'copse.membership'],
  behind: selectActs(TIE_SOURCE_ACTS),
  nullReasons: { 'no-ties': 'There is no tie in the window.' },
  async evaluate(question) {
    const rows = await question.reader.read<Row>({
      origin: 'indicator/S2',
      sql: query,
      parameters: toParameters(question),
    });
    return figurePerWindow(question.plan, rows, (row) =>
      ratioFigure(row?.mutual ?? 0, row?.ties ?? 0, 'no-ties', row?.people ?? 0),
    );
  },
};
