// S3: how much of the community hangs together.
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindowWithMembers, type WindowRow } from '../facts/per-window.ts';
import { ratioFigure, type IndicatorDefinition } from '../indicator.ts';
import { findLargestComponent } from '../measures/graph.ts';
import { TIE_NOTES, TIE_SOURCE_ACTS } from '../tie-notes.ts';
import { selectActs } from '../selections.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly ends: readonly number[];
  readonly outsiders: number;
  readonly member_change: number;
}

export const giantComponent: IndicatorDefinition = {
  id: 'S3',
  slug: 'giant-component',
  family: 'structure',
  name: 'Giant component',
  question: 'How much of the community hangs together?',
  formula: 'largest weak component / n',
  formulaVersion: 1,
  unit: 'share',
  range: '0 to 1',
  n: 'members at the end of W and everybody else in its graph (isolates count)',
  notes: [
    'The direction of a tie does not matter; without any tie everybody is a component of one.',
    ...TIE_NOTES,
  ],
  source: 'Social network analysis',
  topics: ['copse.activity', 'copse.membership'],
  behind: selectActs(TIE_SOURCE_ACTS),
  nullReasons: { 'no-people': 'Nobody was a member or did anything.' },
  isEvidence: ({ numerator }) => (numerator ?? 0) > 1,
  async evaluate(question) {
    const rows = await question.reader.read<Row>({
      origin: 'indicator/S3',
      sql: query,
      parameters: toParameters(question),
    });
    const largest = new Map<number, number>();
    for (const row of rows) largest.set(row.start, await findLargestComponent(toPairs(row.ends)));
    return figurePerWindowWithMembers(question.plan, rows, (row, members) => {
      const people = members + (row?.outsiders ?? 0);
      const tied = row === undefined ? 0 : (largest.get(row.start) ?? 0);
      return ratioFigure(Math.max(tied, Math.min(people, 1)), people, 'no-people');
    });
  },
};

function toPairs(ends: readonly number[]): { sources: readonly number[]; targets: readonly number[] } {
  const half = ends.length / 2;
  return { sources: ends.slice(0, half), targets: ends.slice(half) };
}
