// A validator's errors in words: where, what kind of fault, and what would be right.
import type { ErrorObject } from 'ajv';
import type { RequestFault } from './problem.ts';
import { escapePointer } from './strict-json.ts';

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

function describeExpectation(error: ErrorObject, params: Readonly<Record<string, unknown>>): string {
  const allowed = params['allowedValues'];
  if (Array.isArray(allowed)) return `must be one of ${allowed.map(String).join(', ')}`;
  if (error.keyword === 'const') return `must be ${JSON.stringify(params['allowedValue'])}`;
  return error.message ?? 'is invalid';
}
