// What makes a community of the demo what it is: numbers a year is drawn from, and the stories told of it.
import type { StoryStepDraft } from '@copse/client';
import type { ActivityKind, Charter, FrameworkVersion } from '@copse/contracts';

/** A meeting that comes back. */
export interface MeetingCharacter {
  readonly everyWeeks: number;
  /** Share of the members that come, at full energy. */
  readonly attendance: number;
}

export interface CommunityCharacter {
  readonly key: string;
  readonly name: string;
  readonly timeZone: string;
  readonly frameworkVersion: FrameworkVersion;
  readonly charter: Charter;
  readonly topics: readonly string[];
  readonly needKind: ActivityKind;
  /** People there from the first day, and people who join during the year. */
  readonly founders: number;
  readonly joiners: number;
  /** Share of members who leave during the year. */
  readonly leaving: number;
  /** People who take part without being members. */
  readonly guests: number;
  /** From 0 to 1 or more, by week of the year: what everything below is multiplied with. */
  readonly energyOf: (week: number) => number;
  readonly asksPerWeek: number;
  /** Answers a question gets on average at full energy. */
  readonly answersPerAsk: number;
  /** Half of the first answers come sooner. */
  readonly answerMedianHours: number;
  readonly commentsPerAnswer: number;
  readonly acceptedShare: number;
  /** Share of accepted answers somebody writes up. */
  readonly documentedShare: number;
  readonly votesPerAnswer: number;
  /** Reads of a member in a week, whatever the energy. */
  readonly readsPerMemberWeek: number;
  readonly meeting: MeetingCharacter;
  /** How unequal contributions are: 0 all alike, 2 a few do nearly everything. */
  readonly inequality: number;
  /** Share of the answers that the facilitator gives, by week. */
  readonly facilitatorShareOf: (week: number) => number;
  readonly stories: readonly StoryCharacter[];
}

/** A story, told at a week of the year. */
export interface StoryCharacter {
  readonly title: string;
  readonly frameworkVersion: FrameworkVersion;
  readonly status: 'draft' | 'submitted' | 'published';
  readonly steps: readonly (Omit<StoryStepDraft, 'occurredAt'> & { readonly week: number })[];
}
