// Value frameworks as versioned data: the cycles of each published version, and which indicator
// family speaks for which cycle. Records carry the version they were made under.
import Type from 'typebox';

/** The cycles of each framework version, in their published order. */
export const VALUE_FRAMEWORKS = {
  '2011': ['immediate', 'potential', 'applied', 'realized', 'reframing'],
  '2014': ['strategic', 'enabling', 'immediate', 'potential', 'applied', 'realized', 'transformative'],
  '2020': [
    'immediate',
    'potential',
    'applied',
    'realized',
    'enabling',
    'strategic',
    'orienting',
    'transformative',
  ],
} as const;

/** A published version of the value-creation framework. */
export type FrameworkVersion = keyof typeof VALUE_FRAMEWORKS;

/** A cycle of any version. */
export type ValueCycle = (typeof VALUE_FRAMEWORKS)[FrameworkVersion][number];

/** All versions, oldest first. */
export const FRAMEWORK_VERSIONS = Object.keys(VALUE_FRAMEWORKS) as readonly FrameworkVersion[];

/** Every cycle of every version, once. */
export const VALUE_CYCLES: readonly ValueCycle[] = [...new Set(Object.values(VALUE_FRAMEWORKS).flat())];

/** Schema of a framework version. */
export const FrameworkVersionSchema = Type.Enum([...FRAMEWORK_VERSIONS]);

/** Schema of a cycle of any version; whether it belongs to the record's version is the domain's rule. */
export const ValueCycleSchema = Type.Enum([...VALUE_CYCLES]);
