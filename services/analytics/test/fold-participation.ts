// The oracle's E and V indicators.
import { VALUE_FRAMEWORKS } from '@copse/contracts';
import { isActive, isContribution, type FoldActivity, type FoldFacts } from './fold-facts.ts';
import { toCount, toNull, toRatio, type FoldFigure } from './fold-figure.ts';
import type { FoldQuestion, FoldSpan } from './fold-question.ts';
import type { Period } from '../src/indicators/windows.ts';

/** E1, E2, E4, E6, E9, E10 and V1 of one window. */
export function foldParticipation(
  facts: FoldFacts,
  span: FoldSpan,
  question: FoldQuestion,
): Record<string, FoldFigure> {
  const peopleOf = (period: Period, counts: (activity: FoldActivity) => boolean): Set<string> =>
    new Set(
      facts.activities
        .filter((activity) => activity.at >= period.fromMs && activity.at < period.toMs && counts(activity))
        .flatMap(({ identity }) => (identity === null ? [] : [facts.personOf(identity)])),
    );
  const members = [...facts.memberHistories.keys()].filter((person) => facts.isMemberAt(person, span.toMs));
  const active = peopleOf(span, isActive);
  const contributors = peopleOf(span, isContribution);
  const present = peopleOf(span, () => true);
  const before = peopleOf(span.previous, isActive);
  const everBefore = peopleOf({ fromMs: -Infinity, toMs: span.fromMs }, isContribution);
  const acts = facts.activities.filter(
    (activity) =>
      activity.at >= span.fromMs &&
      activity.at < span.toMs &&
      isActive(activity) &&
      activity.identity !== null,
  );
  return {
    E1: toCount(active.size, acts.length),
    E2: toRatio(members.filter((person) => active.has(person)).length, members.length, 'no-members'),
    E4: toRatio(
      members.filter((person) => contributors.has(person)).length,
      members.filter((person) => present.has(person)).length,
      'no-member-events',
    ),
    E6: toCount([...contributors].filter((person) => !everBefore.has(person)).length, contributors.size),
    E9: foldCohort(facts, span, peopleOf(span.later, isActive), question.dataAsOfMs),
    E10: toRatio(
      [...active].filter((person) => before.has(person)).length,
      before.size,
      'nobody-active-before',
    ),
    V1: foldCoverage(facts, span, question),
  };
}

function foldCohort(
  facts: FoldFacts,
  span: FoldSpan,
  activeLater: Set<string>,
  dataAsOfMs: number | null,
): FoldFigure {
  const joined = new Set<string>();
  for (const [person, changes] of facts.memberHistories) {
    let isMember = false;
    for (const change of changes) {
      if (change.joined && !isMember && change.at >= span.fromMs && change.at < span.toMs) joined.add(person);
      isMember = change.joined;
    }
  }
  if (joined.size === 0) return toRatio(0, 0, 'no-joiners');
  if (dataAsOfMs === null) return toNull('no-watermark', joined.size);
  if (dataAsOfMs < span.later.toMs) return toNull('not-matured', joined.size);
  return toRatio([...joined].filter((person) => activeLater.has(person)).length, joined.size, 'no-joiners');
}

function foldCoverage(facts: FoldFacts, span: FoldSpan, question: FoldQuestion): FoldFigure {
  const steps = facts.stories
    .filter((story) => !story.isDraft)
    .flatMap((story) =>
      story.state.steps.map((step) => ({
        cycle: step.cycle as string,
        at: step.occurredAt === null ? story.recorded : Date.parse(step.occurredAt),
      })),
    )
    .filter((step) => step.at >= span.fromMs && step.at < span.toMs);
  const cycles: readonly string[] = VALUE_FRAMEWORKS[question.framework];
  const covered = cycles.filter((cycle) => steps.some((step) => step.cycle === cycle));
  return toRatio(covered.length, cycles.length, 'no-cycles', steps.length);
}
