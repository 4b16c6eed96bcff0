// V1: for how many cycles of value anything was told.
import { VALUE_FRAMEWORKS } from '@copse/contracts';
import { toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import { ratioFigure, type IndicatorDefinition } from '../indicator.ts';
import { query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly cycles: readonly string[];
  readonly steps: number;
}

export const cycleCoverage: IndicatorDefinition = {
  id: 'V1',
  slug: 'cycle-coverage',
  family: 'value-cycle',
  name: 'Cycle coverage',
  question: 'For how many cycles of value is there anything told?',
  formula: 'cycles with ≥1 observation or step / cycles in version',
  formulaVersion: 1,
  unit: 'share',
  range: '0 to 1',
  n: 'steps in W',
  notes: [
    'Steps of submitted and published stories, positive and negative, by when the step happened; a step without a time stands where its story was last recorded.',
    'A step counts where the version asked for has a cycle of that name, whatever version its story was told in.',
  ],
  source: 'Wenger, Trayner & de Laat 2011',
  topics: ['copse.value', 'copse.membership'],
  behind: null,
  nullReasons: { 'no-cycles': 'The framework version has no cycles.' },
  async evaluate(question) {
    const cycles: readonly string[] = VALUE_FRAMEWORKS[question.framework];
    const rows = await question.reader.read<Row>({
      origin: 'indicator/V1',
      sql: query,
      parameters: toParameters(question),
    });
    return figurePerWindow(question.plan, rows, (row) => {
      const covered = row?.cycles.filter((cycle) => cycles.includes(cycle)).length ?? 0;
      return ratioFigure(covered, cycles.length, 'no-cycles', row?.steps ?? 0);
    });
  },
};
