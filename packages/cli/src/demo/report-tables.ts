// A community's figures and its value-creation matrix as tables.
import type { IndicatorAnswer, IndicatorValue, ValueMatrix } from '@copse/client';
import Table from 'cli-table3';

/** Without colours: the tables are read in logs too. */
const STYLE = { head: [], border: [] };

/**
 * What compares a period with the one after or before it. A report spans all that was recorded, so at its edge
 * that other period is empty, and the figure would be about the edge instead of the community.
 */
const NEIGHBOURS: Readonly<Record<string, 'after' | 'before'>> = {
  'cohort-retention': 'after',
  'period-retention': 'before',
};

/** A figure as people write it; a dash and the reason where there is none. */
export function formatFigure(figure: Pick<IndicatorValue, 'value' | 'unit' | 'nullReason'>): string {
  const { value, unit, nullReason } = figure;
  if (value === null) return `– (${nullReason ?? 'no value'})`;
  if (unit === 'share') return formatShare(value);
  if (unit === 'hours') return value < 48 ? `${value.toFixed(1)} h` : `${(value / 24).toFixed(1)} days`;
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}

/** In percent; a sparse network's density is small and still not nothing. */
function formatShare(value: number): string {
  const percent = value * 100;
  return `${percent === 0 || percent >= 1 ? percent.toFixed(1) : percent.toPrecision(2)} %`;
}

/** Each indicator over the whole span and by quarter, with what it rests on. */
export function formatIndicators(
  whole: readonly IndicatorAnswer[],
  quarters: readonly IndicatorAnswer[],
): string {
  const columns = quarters[0]?.values.map((value) => describeQuarter(value.window)) ?? [];
  const table = new Table({ head: ['', 'indicator', 'whole span', 'n', ...columns], style: STYLE });
  for (const answer of whole) {
    const [value] = answer.values;
    const neighbour = NEIGHBOURS[answer.slug];
    const bySlug = quarters.find((quarter) => quarter.slug === answer.slug);
    const cells = (bySlug?.values ?? []).map((quarter) =>
      quarter.value === null ? '–' : formatFigure(quarter),
    );
    if (neighbour === 'after') cells.splice(-1, 1, '–');
    if (neighbour === 'before') cells.splice(0, 1, '–');
    const ofWhole =
      neighbour === undefined
        ? [value === undefined ? '' : formatWithFraction(value), String(value?.n ?? '')]
        : [`– (nothing ${neighbour} it)`, ''];
    table.push([answer.id, answer.name, ...ofWhole, ...cells]);
  }
  return table.toString();
}

/** `2025 Q1`; an asterisk where the span cuts the quarter short. */
function describeQuarter(window: IndicatorValue['window']): string {
  // The middle of the window is in the quarter in every time zone.
  const middle = new Date((Date.parse(window.from) + Date.parse(window.to)) / 2);
  return `${middle.getUTCFullYear()} Q${Math.floor(middle.getUTCMonth() / 3) + 1}${window.partial ? '*' : ''}`;
}

function formatWithFraction(value: IndicatorValue): string {
  const figure = formatFigure(value);
  const isShare = value.unit === 'share' && value.numerator !== null && value.denominator !== null;
  return isShare ? `${figure} (${value.numerator}/${value.denominator})` : figure;
}

/** The cycles of the framework, each with what is counted, what is told, and what is missing. */
export function formatMatrix(matrix: ValueMatrix): string {
  const table = new Table({
    head: ['cycle', 'what can be counted', 'stories', 'steps + / −', 'what is missing'],
    style: STYLE,
    colWidths: [16, 52, 9, 13, 30],
    wordWrap: true,
  });
  for (const { cycle, indicators, stories, finding } of matrix.cells) {
    const ofTheSpan = indicators.filter(({ slug }) => NEIGHBOURS[slug] === undefined);
    const figures = ofTheSpan.map((indicator) => {
      const [value] = indicator.values;
      return `${indicator.id} ${indicator.name}: ${value === undefined || value.value === null ? '–' : formatFigure(value)}`;
    });
    table.push([
      cycle,
      figures.join('\n'),
      String(stories.count),
      `${stories.positiveSteps} / ${stories.negativeSteps}`,
      finding ?? '',
    ]);
  }
  return table.toString();
}
