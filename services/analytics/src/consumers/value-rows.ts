// copse.value → rows. Every story event carries the whole state, so that the newest version suffices.
import type { PublicEvent, StoryState } from '@copse/contracts';
import { toEngineInstant } from '../store/engine-instant.ts';
import { makeRow, type ProjectedRow } from '../store/tables.ts';

export type StoryStatus = 'draft' | 'submitted' | 'published';

/** A story's state and its steps. */
export function toStoryRows(event: PublicEvent<StoryState>, status: StoryStatus): readonly ProjectedRow[] {
  const { data, tenantid: tenant, streamversion: version } = event;
  const story: ProjectedRow = makeRow('stories', [
    tenant,
    data.storyId,
    data.communityKey,
    status,
    data.frameworkVersion,
    data.tellerPersonId,
    toEngineInstant(event.time),
    version,
  ]);
  const steps = data.steps.map((step): ProjectedRow =>
    makeRow('storySteps', [
      tenant,
      data.storyId,
      version,
      step.stepId,
      data.communityKey,
      step.cycle,
      step.occurredAt === null ? null : toEngineInstant(step.occurredAt),
      step.sign,
    ]),
  );
  // Steps first: a reader that finds the story's new version finds its steps too.
  return [...steps, story];
}
