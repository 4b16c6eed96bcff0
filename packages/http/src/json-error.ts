// Where a text stops being JSON. V8 quotes the text instead of saying where, so a text that failed to parse
// is read once more here; its nesting is bounded before.

/** Line and column count from 1. */
export interface JsonErrorPlace {
  readonly line: number;
  readonly column: number;
  /** What would have been right there. */
  readonly expected: string;
}

const WHITESPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;

class Unexpected extends Error {
  readonly offset: number;
  constructor(offset: number, expected: string) {
    super(expected);
    this.offset = offset;
  }
}

/** Finds the first offence of a text that is not JSON. */
export function locateJsonError(text: string): JsonErrorPlace {
  try {
    const end = skip(text, readValue(text, 0));
    if (end < text.length) throw new Unexpected(end, 'nothing may follow the document');
  } catch (error) {
    if (error instanceof Unexpected) return { ...toPlace(text, error.offset), expected: error.message };
    throw error;
  }
  return { ...toPlace(text, text.length), expected: 'cannot be read' };
}

function readValue(text: string, from: number): number {
  const start = skip(text, from);
  if (text[start] === '{') return readSequence(text, start, '}', readMember);
  if (text[start] === '[') return readSequence(text, start, ']', readValue);
  const end = readString(text, start) ?? match(SCALAR, text, start);
  if (end === null) throw new Unexpected(start, describeMissingValue(text, start));
  return end;
}

function describeMissingValue(text: string, start: number): string {
  if (start >= text.length) return 'the document ends too early';
  if (text[start] === '"') return 'this string never ends, or holds a wrong escape';
  return 'a value is expected: an object, array, string, number, true, false or null';
}

function readMember(text: string, from: number): number {
  const start = skip(text, from);
  const nameEnd = readString(text, start);
  if (nameEnd === null) throw new Unexpected(start, 'a name in double quotes is expected');
  const colon = skip(text, nameEnd);
  if (text[colon] !== ':') throw new Unexpected(colon, 'a colon is expected');
  return readValue(text, colon + 1);
}

function readSequence(
  text: string,
  start: number,
  close: string,
  read: (text: string, from: number) => number,
): number {
  let at = skip(text, start + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    at = skip(text, read(text, at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ',') throw new Unexpected(at, `a comma or "${close}" is expected`);
    at++;
  }
}

/**
 * Where a string ends; null where none begins, it never ends, or it holds a wrong escape. A loop, since one
 * pattern for all of it would put every escape of a long string on the stack.
 */
function readString(text: string, start: number): number | null {
  if (text[start] !== '"') return null;
  for (let at = start + 1; at < text.length;) {
    if (text[at] === '"') return at + 1;
    if (text.charCodeAt(at) < 0x20) throw new Unexpected(at, 'a control character must be escaped');
    const next = text[at] === '\\' ? match(ESCAPE, text, at) : at + 1;
    if (next === null) return null;
    at = next;
  }
  return null;
}

function skip(text: string, from: number): number {
  return match(WHITESPACE, text, from) ?? from;
}

function match(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function toPlace(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
