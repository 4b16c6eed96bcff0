// Every indicator there is, in the catalogue's order.
import { activeMembers } from './e1-active-members/definition.ts';
import { periodRetention } from './e10-period-retention/definition.ts';
import { participationRate } from './e2-participation-rate/definition.ts';
import { contributorShare } from './e4-contributor-share/definition.ts';
import { newContributors } from './e6-new-contributors/definition.ts';
import { cohortRetention } from './e9-cohort-retention/definition.ts';
import type { IndicatorDefinition } from './indicator.ts';
import { timeToFirstResponse } from './r1-time-to-first-response/definition.ts';
import { unansweredRate } from './r2-unanswered-rate/definition.ts';
import { threadDepth } from './r4-thread-depth/definition.ts';
import { density } from './s1-density/definition.ts';
import { reciprocity } from './s2-reciprocity/definition.ts';
import { giantComponent } from './s3-giant-component/definition.ts';
import { contributionGini } from './s8-contribution-gini/definition.ts';
import { absenceFactor } from './s9-absence-factor/definition.ts';
import { cycleCoverage } from './v1-cycle-coverage/definition.ts';

export const INDICATORS: readonly IndicatorDefinition[] = [
  activeMembers,
  participationRate,
  contributorShare,
  newContributors,
  cohortRetention,
  periodRetention,
  density,
  reciprocity,
  giantComponent,
  contributionGini,
  absenceFactor,
  timeToFirstResponse,
  unansweredRate,
  threadDepth,
  cycleCoverage,
];

/** The indicator with this slug, or with this number in either case; undefined where there is none. */
export function findIndicator(name: string): IndicatorDefinition | undefined {
  const wanted = name.toLowerCase();
  return INDICATORS.find(({ slug, id }) => slug === wanted || id.toLowerCase() === wanted);
}
