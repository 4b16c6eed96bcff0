// Steps as the API takes them, made into steps as a story takes them: instants in UTC, ids for new ones.
import { randomUUID } from 'node:crypto';
import { readInstant } from '@copse/commands';
import type { StepToTell } from '../domain/story/commands.ts';
import type { DraftStoryBody, ReviseStoryBody } from './stories.schemas.ts';

type StepInput = DraftStoryBody['steps'][number] | ReviseStoryBody['steps'][number];

/** Reads steps; throws a 422 that points at an instant that is none. */
export function readSteps(steps: readonly StepInput[]): StepToTell[] {
  return steps.map((step, index) => ({
    stepId: 'stepId' in step ? (step.stepId ?? null) : null,
    newStepId: randomUUID(),
    cycle: step.cycle,
    occurredAt:
      step.occurredAt === undefined ? null : readInstant(step.occurredAt, `/steps/${index}/occurredAt`),
    sign: step.sign,
    text: step.text,
    tags: step.tags ?? [],
  }));
}
