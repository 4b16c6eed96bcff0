// Native bodies are read strictly: what PostgreSQL, a double or a JavaScript object would change or choke on
// later is refused here, with its place. Well-formed bodies pay for one scan of their bytes.
import { isUtf8 } from 'node:buffer';
import { locateJsonError } from './json-error.ts';
import { FORBIDDEN_KEYS, scanJson, type JsonScan } from './json-scan.ts';
import { problem, type Problem, type RequestFault } from './problem.ts';

/** Nesting past this is an attack and no document. */
const DEPTH_MAX = 64;

/** Reads a body; throws a 400 problem that says what is wrong and where. */
export function parseStrictJson(body: Buffer): unknown {
  const scan = scanBody(body, true);
  if (scan.fault === 'inexact-number') {
    const shown = scan.number.length > 40 ? `${scan.number.slice(0, 40)}…` : scan.number;
    const detail = `the number ${shown} at byte ${scan.offset} does not fit a double; send it as a string`;
    throw refuse('inexact-number', '', detail);
  }
  const value = parse(body);
  if (scan.mayHide) refuseHidden(value);
  return value;
}

/**
 * Reads a body of rows that fail alone: throws for the document as a whole, not for what a text in it hides, but
 * says whether one may hide anything.
 */
export function parseJsonRows(body: Buffer): { readonly value: unknown; readonly mayHide: boolean } {
  const scan = scanBody(body, false);
  return { value: parse(body), mayHide: scan.fault !== null || scan.mayHide };
}

/** Refuses what cannot be read at all, or only at a price. */
function scanBody(body: Buffer, takesNumbers: boolean): Exclude<JsonScan, { readonly fault: 'too-deep' }> {
  if (body.length === 0) throw refuse('malformed-json', '', 'the body is empty; send a JSON document');
  if (!isUtf8(body)) throw refuse('malformed-json', '', 'the body is not UTF-8; encode it as UTF-8');
  const scan = scanJson(body, DEPTH_MAX, takesNumbers);
  if (scan.fault === 'too-deep')
    throw refuse(
      'too-deep',
      '',
      `at byte ${scan.offset} the nesting passes ${DEPTH_MAX}; flatten the document`,
    );
  return scan;
}

function parse(body: Buffer): unknown {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    const { line, column, expected } = locateJsonError(text);
    throw refuse('malformed-json', '', `malformed JSON at line ${line}, column ${column}: ${expected}`);
  }
}

function refuseHidden(value: unknown): void {
  const fault = findHiddenFault(value, '');
  if (fault !== null) throw refuse(fault.code, fault.pointer, fault.detail);
}

/** What a text or a key hides, and where. */
export type HiddenFault = Pick<RequestFault, 'code' | 'pointer' | 'detail'>;

/**
 * Finds the first text PostgreSQL cannot hold, or key an object must not have; `pointer` is where the value
 * stands. Depth is bounded by the scan.
 */
export function findHiddenFault(value: unknown, pointer: string): HiddenFault | null {
  const fault = findWithin(value);
  return fault === null ? null : { ...fault, pointer: pointer + fault.pointer };
}

/** Pointers are put together on the way back only: almost every value is without a fault. */
function findWithin(value: unknown): HiddenFault | null {
  if (typeof value === 'string') return findTextFault(value);
  if (typeof value !== 'object' || value === null) return null;
  for (const key of Object.keys(value)) {
    if (FORBIDDEN_KEYS.includes(key))
      return {
        code: 'forbidden-key',
        pointer: `/${escapePointer(key)}`,
        detail: `the key "${key}" is refused`,
      };
    const keyFault = findTextFault(key);
    if (keyFault !== null) return keyFault;
    const fault = findWithin((value as Readonly<Record<string, unknown>>)[key]);
    if (fault !== null) return { ...fault, pointer: `/${escapePointer(key)}${fault.pointer}` };
  }
  return null;
}

function findTextFault(text: string): HiddenFault | null {
  if (text.includes('\0'))
    return { code: 'nul-character', pointer: '', detail: 'holds the character NUL; take it out' };
  if (!text.isWellFormed())
    return {
      code: 'lone-surrogate',
      pointer: '',
      detail: 'holds half of a surrogate pair; send whole characters',
    };
  return null;
}

/** A key as a JSON pointer writes it (RFC 6901); half characters become U+FFFD so that it can be sent. */
export function escapePointer(key: string): string {
  return key.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1');
}

function refuse(code: string, pointer: string, detail: string): Problem {
  const title = 'The body cannot be read';
  return problem({ status: 400, code, title, detail, errors: [{ in: 'body', pointer, code, detail }] });
}
