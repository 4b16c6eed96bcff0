// The value frameworks: versioned content of the repository, in our own words. A file that does not fit its
// version's cycles stops the service at its start.
import { readFileSync } from 'node:fs';
import {
  FRAMEWORK_VERSIONS,
  FrameworkVersionSchema,
  VALUE_FRAMEWORKS,
  ValueCycleSchema,
} from '@copse/contracts';
import Type from 'typebox';
import { Check } from 'typebox/value';

const Line = Type.String({ minLength: 1, maxLength: 500 });

/** One version of the value-creation framework. */
export const Framework = Type.Object(
  {
    version: FrameworkVersionSchema,
    title: Line,
    reference: Type.String({ minLength: 1, maxLength: 500, description: 'Where it was published.' }),
    note: Line,
    cycles: Type.Array(
      Type.Object(
        {
          cycle: ValueCycleSchema,
          question: Type.String({
            minLength: 1,
            maxLength: 500,
            description: 'What a story tells about at this cycle.',
          }),
          typicalIndicators: Type.Array(Line, { minItems: 1, maxItems: 50 }),
        },
        { additionalProperties: false, title: 'FrameworkCycle' },
      ),
      { minItems: 1, maxItems: 20, description: 'In their published order. They are not levels.' },
    ),
  },
  { additionalProperties: false, title: 'Framework' },
);
export type Framework = Type.Static<typeof Framework>;

/** Reads every version, oldest first. Throws where a file is missing or does not fit. */
export function loadFrameworks(): readonly Framework[] {
  return FRAMEWORK_VERSIONS.map((version) => {
    const file = new URL(`../../content/frameworks/${version}.json`, import.meta.url);
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!Check(Framework, content))
      throw new Error(`${file.pathname} is no framework: see the schema in store/frameworks.ts`);
    const cycles = content.cycles.map(({ cycle }) => cycle).join();
    if (content.version !== version || cycles !== VALUE_FRAMEWORKS[version].join()) {
      throw new Error(
        `${file.pathname} must hold version ${version} with the cycles ${VALUE_FRAMEWORKS[version].join()}`,
      );
    }
    return content;
  });
}
