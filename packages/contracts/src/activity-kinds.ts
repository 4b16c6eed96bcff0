// The kinds of activity a community of practice lives by, independent of the tool they came from.
import Type from 'typebox';

/** Every activity kind, in the catalogue's order; `other` is what no mapping placed. */
export const ACTIVITY_KINDS = [
  'problem-solving',
  'request-for-information',
  'seeking-experience',
  'reusing-assets',
  'coordination-and-synergy',
  'building-an-argument',
  'growing-confidence',
  'discussing-developments',
  'documentation-project',
  'visit',
  'mapping-knowledge',
  'other',
] as const;

/** One of the kinds, such as `problem-solving`. */
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** The kinds that open a need when the act is `ask`. */
export const NEED_KINDS = [
  'problem-solving',
  'request-for-information',
  'seeking-experience',
] as const satisfies readonly ActivityKind[];

/** Schema of an activity kind. */
export const ActivityKindSchema = Type.Enum([...ACTIVITY_KINDS]);
