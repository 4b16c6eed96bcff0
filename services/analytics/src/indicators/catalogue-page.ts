// The catalogue as a page for people, from the definitions alone: what a figure means is said in one place.
import { FRAMEWORK_VERSIONS } from '@copse/contracts';
import { findCycle } from '../matrix/indicator-cycles.ts';
import { INDICATORS } from './catalogue.ts';
import type { IndicatorDefinition, IndicatorFamily } from './indicator.ts';

const FAMILIES: Readonly<Record<IndicatorFamily, string>> = {
  engagement: 'Engagement',
  structure: 'Structure (network)',
  rhythm: 'Rhythm',
  'value-cycle': 'Value cycle',
};

const PREFACE = `# Indicators

<!-- Generated from services/analytics/src/indicators by \`npm run docs:indicators -w @copse/analytics\`. Do not edit. -->

\`GET /v1/analytics/communities/{key}/indicators/{slug}?from&to&grain\` answers for one community, in windows
of its own time zone; \`GET /v1/analytics/indicators\` is this page as JSON.

**Notation.** W is the window, half-open; M its members at the end of W; Act the distinct people active in W: with
at least one contribution or attendance. A person is one after merging identities; bots are left out, and an identity
is a bot for all time once its link or any of its activities in the community says so. An activity without an actor
is an activity, never a person. m counts directed ties, n people. A zero denominator gives null and a reason, a zero
count 0. Every value carries numerator and denominator where it is a ratio, n, the formula's version, the cycle of
value it speaks for, \`dataAsOf\` (the least watermark of the topics it reads: everything recorded before it is in), and
a link to the activities behind it.
`;

/** The page as Markdown, the same for the same definitions. */
export function renderCataloguePage(): string {
  const families = Object.entries(FAMILIES).map(([family, title]) => {
    const members = INDICATORS.filter((indicator) => indicator.family === family);
    return `## ${title}\n\n${members.map(renderIndicator).join('\n')}`;
  });
  return `${PREFACE}\n${renderOverview()}\n${families.join('\n')}`;
}

function renderOverview(): string {
  const rows = INDICATORS.map(
    ({ id, slug, name, unit, range }) =>
      `| ${id} | [${name}](#${anchorOf(id, name)}) | \`${slug}\` | ${unit} | ${range} |`,
  );
  return ['| # | Indicator | Slug | Unit | Range |', '|---|---|---|---|---|', ...rows, ''].join('\n');
}

function renderIndicator(definition: IndicatorDefinition): string {
  const { id, name, question, formula, formulaVersion, unit, range, n, notes, source, topics, nullReasons } =
    definition;
  const reasons = Object.entries(nullReasons).map(([code, meaning]) => `\`${code}\`: ${meaning}`);
  return [
    `### ${id} ${name}`,
    '',
    question,
    '',
    `- Formula (version ${formulaVersion}): \`${formula}\``,
    `- Unit: ${unit}; range: ${range}; n: ${n}`,
    `- Cycle: ${renderCycles(id)}`,
    `- Reads: ${topics.map((topic) => `\`${topic}\``).join(', ')}`,
    ...notes.map((note) => `- ${note}`),
    ...(reasons.length === 0 ? [] : [`- Null: ${reasons.join(' ')}`]),
    `- Source: ${source}`,
    '',
  ].join('\n');
}

/** `immediate` where all versions agree, else what each says. */
function renderCycles(id: string): string {
  const cycles = FRAMEWORK_VERSIONS.map((version) => findCycle(version, id) ?? 'none, it fills no cell');
  const [first] = cycles;
  if (first !== undefined && cycles.every((cycle) => cycle === first)) return first;
  return FRAMEWORK_VERSIONS.map((version, index) => `${cycles[index]} (${version})`).join(', ');
}

/** The anchor GitHub gives the heading. */
function anchorOf(id: string, name: string): string {
  return `${id} ${name}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
