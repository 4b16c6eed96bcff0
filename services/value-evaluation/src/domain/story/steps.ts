// Placing told steps in a story: which are new, which of them are at a cycle the framework version has.
import { VALUE_FRAMEWORKS, type FrameworkVersion } from '@copse/contracts';
import { reject, type Rejection } from '@copse/event-store';
import type { StepToTell } from './commands.ts';
import type { PublicStory, StepTexts } from './events.ts';

export type StepRejection = 'cycle-not-in-framework' | 'step-not-found' | 'step-told-twice';

export interface PlacedSteps {
  readonly steps: PublicStory['steps'];
  readonly texts: Readonly<Record<string, StepTexts>>;
}

/**
 * Gives each told step its id and splits it into its public part and its words. The first step that does
 * not fit is refused with its index and a JSON pointer into the request.
 */
export function placeSteps(
  told: readonly StepToTell[],
  frameworkVersion: FrameworkVersion,
  knownStepIds: readonly string[],
): PlacedSteps | Rejection<StepRejection> {
  const steps: PublicStory['steps'] = [];
  const texts: Record<string, StepTexts> = {};
  const cycles: readonly string[] = VALUE_FRAMEWORKS[frameworkVersion];
  for (const [index, step] of told.entries()) {
    const { cycle, occurredAt, sign, text, tags } = step;
    if (!cycles.includes(cycle)) {
      return reject('cycle-not-in-framework', {
        pointer: `/steps/${index}/cycle`,
        cycle,
        frameworkVersion,
        cycles,
      });
    }
    const pointer = `/steps/${index}/stepId`;
    const stepId = step.stepId ?? step.newStepId;
    if (step.stepId !== null && !knownStepIds.includes(stepId))
      return reject('step-not-found', { pointer, stepId });
    if (stepId in texts) return reject('step-told-twice', { pointer, stepId });
    steps.push({ stepId, cycle, occurredAt, sign });
    texts[stepId] = { text, tags };
  }
  return { steps, texts };
}
