// A validator's errors in words: where, what kind of fault, and what would be right.
import type { ErrorObject } from 'ajv';
import type { RequestFault } from './problem.ts';
import { escapePointer } from './strict-json.ts';

/** A schema says under this keyword, in words that follow "must be", what a form it asks for looks like. */
export const OWN_WORDS = 'x-must-be';

/** An answer names this many faults at most. */
const FAULTS_MAX = 20;

/** Codes of faults by the schema keyword that was broken; others are `invalid`. */
const CODES: Readonly<Record<string, string>> = {
  required: 'missing',
  additionalProperties: 'unknown-property',
  unevaluatedProperties: 'unknown-property',
  type: 'wrong-type',
  enum: 'not-allowed',
  const: 'not-allowed',
  pattern: 'wrong-form',
  format: 'wrong-form',
  minLength: 'too-short',
  maxLength: 'too-long',
  minItems: 'too-few',
  maxItems: 'too-many',
  minProperties: 'too-few',
  maxProperties: 'too-many',
  minimum: 'too-small',
  exclusiveMinimum: 'too-small',
  maximum: 'too-large',
  exclusiveMaximum: 'too-large',
  uniqueItems: 'duplicate',
  anyOf: 'no-alternative-fits',
  oneOf: 'no-alternative-fits',
};

/** The first faults, each place and kind once. */
export function describeFaults(
  part: RequestFault['in'],
  errors: readonly ErrorObject[],
): readonly RequestFault[] {
  const faults = new Map<string, RequestFault>();
  for (const error of errors) {
    if (faults.size === FAULTS_MAX) break;
    const fault = describeFault(part, error);
    const identity = `${fault.code} ${fault.pointer} ${fault.detail}`;
    if (!faults.has(identity)) faults.set(identity, fault);
  }
  return [...faults.values()];
}

function describeFault(part: RequestFault['in'], error: ErrorObject): RequestFault {
  const params: Readonly<Record<string, unknown>> = error.params;
  const words: unknown = error.parentSchema?.[OWN_WORDS];
  if (typeof words === 'string') return describeInOwnWords(part, error, words);
  const code = CODES[error.keyword] ?? 'invalid';
  const place = (name: unknown) => `${error.instancePath}/${escapePointer(String(name))}`;
  if (error.keyword === 'required')
    return { in: part, pointer: place(params['missingProperty']), code, detail: 'is missing' };
  if (code === 'unknown-property') {
    const name = params['additionalProperty'] ?? params['unevaluatedProperty'];
    return {
      in: part,
      pointer: place(name),
      code,
      detail: 'is not a property this takes; remove it or correct its name',
    };
  }
  return { in: part, pointer: error.instancePath, code, detail: describeExpectation(error, params) };
}

/** However a form was missed, by its length or its pattern, it is one fault. */
function describeInOwnWords(part: RequestFault['in'], error: ErrorObject, words: string): RequestFault {
  const code = error.keyword === 'type' ? 'wrong-type' : 'wrong-form';
  return { in: part, pointer: error.instancePath, code, detail: `must be ${words}` };
}

/** The first fault as a sentence, and how many there are besides. */
export function summariseFaults(part: RequestFault['in'], faults: readonly RequestFault[]): string {
  const [first] = faults;
  const where = first === undefined || first.pointer === '' ? `the ${part}` : `${first.pointer}:`;
  const more = faults.length > 1 ? `, and ${faults.length - 1} more` : '';
  return `${where} ${first?.detail ?? 'is invalid'}${more}`;
}

function describeExpectation(error: ErrorObject, params: Readonly<Record<string, unknown>>): string {
  const allowed = params['allowedValues'];
  if (Array.isArray(allowed)) return `must be one of ${allowed.map(String).join(', ')}`;
  if (error.keyword === 'const') return `must be ${JSON.stringify(params['allowedValue'])}`;
  return error.message ?? 'is invalid';
}
