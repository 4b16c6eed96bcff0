// Two ways of validating: bodies are taken as they are (no coercion, nothing removed), while the parts of a
// request that can only be text (path, query, headers) are coerced by their schema.
import { isInstant } from '@copse/instants';
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import formatsModule from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import type Type from 'typebox';
import { describeFaults, OWN_WORDS } from './request-faults.ts';
import type { RequestFault } from './problem.ts';

const addFormats = formatsModule.default;

const COMMON: Options = {
  allErrors: true,
  useDefaults: true,
  removeAdditional: false,
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allowUnionTypes: true,
  // Errors bring their schema along, for it may say itself what would be right.
  verbose: true,
};

function createAjv(coerceTypes: boolean): Ajv {
  const ajv = new Ajv({ ...COMMON, coerceTypes });
  addFormats(ajv);
  // One meaning of an instant in the whole house, and a quicker one.
  ajv.addFormat('date-time', isInstant);
  // Annotations of OpenAPI that say nothing about validity.
  ajv.addVocabulary(['example', 'discriminator', 'xml', 'externalDocs', OWN_WORDS]);
  return ajv;
}

/** The app's compiler of request schemas. */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const [bodies, texts] = [createAjv(false), createAjv(true)];
  return ({ schema, httpPart }) =>
    httpPart === 'body' ? bodies.compile(dropVacuousUnions(schema)) : texts.compile(schema);
}

/** A copy without the unions that anything satisfies: they tell readers of OpenAPI something, and a validator nothing. */
function dropVacuousUnions<Schema>(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map((member: unknown) => dropVacuousUnions(member)) as Schema;
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'anyOf' || !isVacuous(value));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, LITERAL_KEYWORDS.has(key) ? value : dropVacuousUnions(value)]),
  ) as Schema;
}

/** Whether a member of the union is a schema that only describes. */
function isVacuous(union: unknown): boolean {
  return (
    Array.isArray(union) &&
    union.some((member: object) =>
      Object.keys(member).every((key) => key === 'description' || key === 'title'),
    )
  );
}

let partBodies: Ajv | null = null;

/**
 * Compiles a check of a value inside a body, such as one row of a batch, as strict as that of a whole body:
 * null when the value conforms, otherwise its first faults. Defaults are filled in. Reuse what it returns.
 */
export function compileBodyCheck(schema: Type.TSchema): (value: unknown) => readonly RequestFault[] | null {
  partBodies ??= createAjv(false);
  const check: ValidateFunction = partBodies.compile(closeObjects(schema));
  return (value) => (check(value) ? null : describeFaults('body', check.errors ?? ([] as ErrorObject[])));
}

/**
 * A copy of a schema in which every object that says nothing about further properties refuses them, as native
 * bodies do. Members of `allOf` stay open: each would refuse the others' properties.
 */
export function closeObjects<Schema>(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map((member: unknown) => closeObjects(member)) as Schema;
  if (typeof schema !== 'object' || schema === null) return schema;
  const closed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' || key === 'patternProperties')
      closed[key] = Object.fromEntries(
        Object.entries(value as object).map(([name, member]: [string, unknown]) => [
          name,
          closeObjects(member),
        ]),
      );
    else closed[key] = LITERAL_KEYWORDS.has(key) ? value : closeObjects(value as unknown);
  }
  if (closed['type'] === 'object' && 'properties' in closed && !('additionalProperties' in closed))
    closed['additionalProperties'] = false;
  return closed as Schema;
}

const LITERAL_KEYWORDS = new Set(['allOf', 'const', 'default', 'enum', 'examples', 'required']);
