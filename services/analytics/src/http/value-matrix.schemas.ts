// The answer of the value-creation matrix.
import { VALUE_CYCLES } from '@copse/contracts';
import Type from 'typebox';
import { STORY_IDS_MAX } from '../matrix/told-stories.ts';
import { FINDINGS } from '../matrix/value-matrix.ts';
import { Count, frame, IndicatorAnswer, nullable } from './indicator.schemas.ts';

const Stories = Type.Object({
  cycle: Type.String(),
  count: Count,
  positiveSteps: Count,
  negativeSteps: Count,
  storyIds: Type.Array(Type.String(), { description: `At most ${STORY_IDS_MAX}` }),
});

export const ValueMatrix = Type.Object(
  {
    ...frame,
    cells: Type.Array(
      Type.Object({
        cycle: Type.Enum([...VALUE_CYCLES]),
        indicators: Type.Array(IndicatorAnswer),
        stories: Stories,
        finding: nullable(
          Type.Enum([...FINDINGS]),
          'What is missing in this cell, or that no indicator there is covers its cycle; null where both sides are filled',
        ),
      }),
    ),
    beside: Type.Array(IndicatorAnswer, {
      description: 'Indicators that speak for no cycle of this version',
    }),
    evaluation: Type.Array(IndicatorAnswer, {
      description: 'Indicators of the evaluation itself; they fill no cell',
    }),
    unplacedStories: Type.Array(Stories, { description: 'Stories at cycles this version does not have' }),
  },
  { title: 'ValueMatrix' },
);
