// What JSON.parse hides: one pass over the bytes of a body finds nesting without end, numbers a double cannot
// hold, and whether an escape may have hidden a NUL or half a character. About a nanosecond a byte.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const MINUS = 0x2d;
const [ZERO, NINE] = [0x30, 0x39];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A double holds every decimal of up to 15 digits, so shorter plain numbers need no look. */
const EXACT_DIGITS = 15;

/** Keys that an object of JavaScript must not be given. */
export const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor'];
const FORBIDDEN_BYTES = FORBIDDEN_KEYS.map((key) => Buffer.from(key));

/**
 * What a scan found. `mayHide`: an escape, or the text of a forbidden key, wants a look at what was parsed. The
 * text need not be JSON: the parser says so afterwards.
 */
export type JsonScan =
  | { readonly fault: 'too-deep'; readonly offset: number }
  | { readonly fault: 'inexact-number'; readonly offset: number; readonly number: string }
  | { readonly fault: null; readonly mayHide: boolean };

/** Scans the bytes of a JSON text; stops at the first fault. Numbers are no fault where nobody takes any. */
export function scanJson(bytes: Uint8Array, depthMax: number, takesNumbers = true): JsonScan {
  let depth = 0;
  let mayHide = false;
  const length = bytes.length;
  for (let index = 0; index < length; index++) {
    const byte = bytes[index] as number;
    if (byte === QUOTE) {
      const start = ++index;
      for (; index < length && bytes[index] !== QUOTE; index++)
        if (bytes[index] === BACKSLASH) {
          index++;
          if (bytes[index] === LETTER_U) mayHide = true;
        }
      if (isForbiddenKey(bytes, start, index)) mayHide = true;
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth++;
      if (depth > depthMax) return { fault: 'too-deep', offset: index };
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      depth--;
    } else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) {
      const end = findNumberEnd(bytes, index);
      if (takesNumbers && (end - index > EXACT_DIGITS || hasExponent(bytes, index, end))) {
        const number = Buffer.from(bytes.buffer, bytes.byteOffset + index, end - index).toString('latin1');
        if (!isHeldByDouble(number)) return { fault: 'inexact-number', offset: index, number };
      }
      index = end - 1;
    }
  }
  return { fault: null, mayHide };
}

/** Whether a string without escapes is one of the keys; almost every one differs in length or first byte. */
function isForbiddenKey(bytes: Uint8Array, start: number, end: number): boolean {
  for (const key of FORBIDDEN_BYTES) {
    if (end - start !== key.length || bytes[start] !== key[0]) continue;
    if (key.equals(bytes.subarray(start, end))) return true;
  }
  return false;
}

function findNumberEnd(bytes: Uint8Array, start: number): number {
  let end = start + 1;
  while (end < bytes.length && isNumberByte(bytes[end] as number)) end++;
  return end;
}

/** Digits, sign, point and exponent. */
function isNumberByte(byte: number): boolean {
  return (
    (byte >= ZERO && byte <= NINE) ||
    byte === 0x2e ||
    byte === 0x65 ||
    byte === 0x45 ||
    byte === 0x2b ||
    byte === MINUS
  );
}

function hasExponent(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++)
    if (bytes[index] === 0x65 || bytes[index] === 0x45) return true;
  return false;
}

/**
 * Whether nothing is lost by reading a decimal as a double: the double is written with the same digits, or is
 * the very integer (2065838641137051392 is, though JavaScript writes it as …400).
 */
export function isHeldByDouble(decimal: string): boolean {
  const value = Number(decimal);
  // Not a number at all: the parser will say so.
  if (Number.isNaN(value)) return true;
  if (!Number.isFinite(value)) return false;
  if (normaliseDecimal(decimal) === normaliseDecimal(String(value))) return true;
  return /^-?\d+$/.test(decimal) && BigInt(decimal) === BigInt(value);
}

/** Significant digits and exponent: `-0.0120e3` becomes `-12e0`; every zero becomes `0`. */
function normaliseDecimal(decimal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(decimal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}e${power}`;
}
