// The catalogue as a page for people, from the definitions alone: what a figure means is said in one place.
import { ACT_NAMES, ACTS, FRAMEWORK_VERSIONS } from '@copse/contracts';
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
value it speaks for, \`dataAsOf\` (the least watermark of the topics it reads: everything recorded before it is in),
\`complete\` (the window was over at \`dataAsOf\`; where false, the figure is about what there is so far; \`window.partial\`
says another thing: that the span asked for cuts a period short), and a link to the activities behind it.
`;

const ACTS_PREFACE = `## What acts count as

What an activity counts as follows from its \`act\`; its \`kind\` only says which asks are needs (R1, R2). **Active** in W is
who did at least one **contribution** or **attendance** in it; attendance is no contribution. A **reply** answers what
somebody else wrote: the first by another human ends the wait of a need. A **tie** leads from who acts to the author of
what they act on; a mention makes one with any act. An act with an empty row is recorded and counts as none of these.

Membership comes from the membership API alone: the acts \`join\`, \`leave\` and \`visit\` tell what happened
somewhere and make nobody a member or a member no longer.
`;

/** The page as Markdown, the same for the same definitions. */
export function renderCataloguePage(): string {
  const families = Object.entries(FAMILIES).map(([family, title]) => {
    const members = INDICATORS.filter((indicator) => indicator.family === family);
    return `## ${title}\n\n${members.map(renderIndicator).join('\n')}`;
  });
  return `${PREFACE}\n${renderOverview()}\n${ACTS_PREFACE}\n${renderActs()}\n${families.join('\n')}`;
}

function renderActs(): string {
  const mark = (holds: boolean): string => (holds ? 'yes' : '');
  const rows = ACT_NAMES.map((name) => {
    const { contribution, attendance, reply, tie } = ACTS[name];
    const columns = [contribution, attendance, contribution || attendance, reply, tie].map(mark);
    return `| \`${name}\` | ${columns.join(' | ')} |`;
  });
  return [
    '| Act | Contribution | Attendance | Active | Reply | Tie |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
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
