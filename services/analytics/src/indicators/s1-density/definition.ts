// S1: how many of the possible ties there are.
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindowWithMembers, type WindowRow } from '../facts/per-window.ts';
import { nullFigure, ratioFigure, type IndicatorDefinition } from '../indicator.ts';
import { measureDensity } from '../measures/graph.ts';
import { TIE_NOTES, TIE_SOURCE_ACTS } from '../tie-notes.ts';
import { selectActs } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly ties: number;
  readonly outsiders: number;
  readonly member_change: number;
}

export const density: IndicatorDefinition = {
  id: 'S1',
  slug: 'density',
  family: 'structure',
  name: 'Density',
  question: 'How many of the possible ties between people are there?',
  formula: 'm/(n(n−1))',
  formulaVersion: 1,
  unit: 'share',
  range: '0 to 1',
  n: 'members at the end of W and everybody else in its graph (isolates count)',
  notes: TIE_NOTES,
  source: 'Social network analysis',
  topics: ['copse.activity', 'copse.membership'],
  behind: selectActs(TIE_SOURCE_ACTS),
  nullReasons: { 'too-few-people': 'Fewer than two people: there is no possible tie.' },
  async evaluate(question) {
    const rows = await question.reader.read<Row>({
      origin: 'indicator/S1',
      sql: query,
      parameters: toParameters(question),
    });
    return figurePerWindowWithMembers(question.plan, rows, (row, members) => {
      const people = members + (row?.outsiders ?? 0);
      const { ties, possible } = measureDensity(row?.ties ?? 0, people);
      if (possible === 0) return nullFigure('too-few-people', people);
      return ratioFigure(ties, possible, 'too-few-people', people);
    });
  },
};
