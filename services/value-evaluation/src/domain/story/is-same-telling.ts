// Whether a revision says what the story says already: then it is a repeat, and quiet.
import type { ReviseStory } from './commands.ts';
import type { ToldStory } from './state.ts';

/** Compares title, narrative and steps in their order. A step without an id may be any step in its place. */
export function isSameTelling(revision: ReviseStory, story: ToldStory): boolean {
  const { texts } = story;
  if (texts === null) return false;
  if (revision.title !== texts.title || revision.narrative !== texts.narrative) return false;
  if (revision.steps.length !== story.story.steps.length) return false;
  return revision.steps.every((told, index) => {
    const step = story.story.steps[index];
    const words = step === undefined ? undefined : texts.steps[step.stepId];
    if (step === undefined || words === undefined) return false;
    return (
      (told.stepId ?? step.stepId) === step.stepId &&
      told.cycle === step.cycle &&
      told.occurredAt === step.occurredAt &&
      told.sign === step.sign &&
      told.text === words.text &&
      told.tags.join() === words.tags.join()
    );
  });
}
