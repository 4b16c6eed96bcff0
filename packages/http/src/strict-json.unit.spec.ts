import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateJsonError } from './json-error.ts';
import { Problem } from './problem.ts';
import { parseStrictJson } from './strict-json.ts';

/** The first fault a body is refused with; null when it is read. */
function refusalOf(body: string | Buffer): { code: string; pointer: string; detail: string } | null {
  try {
    parseStrictJson(Buffer.from(body));
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 400) throw error;
    const [fault] = error.details.errors ?? [];
    return { code: error.details.code, pointer: fault?.pointer ?? '', detail: error.details.detail };
  }
  return null;
}

describe('a strict body', () => {
  it('is read as JSON.parse reads it where it is well-formed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\\u0000|\\ud[89a-f]|__proto__|constructor/i.test(text));
        expect(parseStrictJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  const refused: readonly (readonly [string, string | Buffer, string, string])[] = [
    ['NUL in a text', '{"a":["x","b\\u0000c"]}', 'nul-character', '/a/1'],
    ['NUL in a key', '{"a":{"b\\u0000":1}}', 'nul-character', '/a'],
    ['half a surrogate pair, the high one', '{"a/b":"\\ud83d"}', 'lone-surrogate', '/a~1b'],
    ['half a surrogate pair, the low one', '{"~":"x\\udc00y"}', 'lone-surrogate', '/~0'],
    ['half a surrogate pair in a key', '{"\\ud800":1}', 'lone-surrogate', ''],
    ['the key __proto__', '{"a":{"__proto__":{"x":1}}}', 'forbidden-key', '/a/__proto__'],
    ['the key __proto__ behind an escape', '{"\\u005f_proto__":1}', 'forbidden-key', '/__proto__'],
    ['the key constructor', '[{"constructor":{"prototype":1}}]', 'forbidden-key', '/0/constructor'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'malformed-json', ''],
    ['a surrogate encoded as UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'malformed-json', ''],
    ['no bytes', '', 'malformed-json', ''],
    ['7,000 arrays in each other', '['.repeat(7_000) + ']'.repeat(7_000), 'too-deep', ''],
    ['7,000 objects in each other', '{"a":'.repeat(7_000) + '1' + '}'.repeat(7_000), 'too-deep', ''],
    ['a number a double cannot hold', '{"n":9007199254740993}', 'inexact-number', ''],
  ];
  for (const [name, body, code, pointer] of refused)
    it(`is refused for ${name}, with its place`, () => {
      expect(refusalOf(body)).toMatchObject({ code, pointer });
    });

  it('may hold emoji, right-to-left text and the word constructor', () => {
    const body = { name: '🌲 عربي', note: 'constructor', emoji: '\u{1F332}' };
    expect(parseStrictJson(Buffer.from(JSON.stringify(body)))).toEqual(body);
    expect(parseStrictJson(Buffer.from('{"a":"\\ud83c\\udf32 \\u00e9"}'))).toEqual({ a: '🌲 é' });
  });
});

describe('malformed JSON', () => {
  const places: readonly (readonly [string, number, number, RegExp])[] = [
    ['{"a":1,}', 1, 8, /a name in double quotes/],
    ['{"a" 1}', 1, 6, /a colon/],
    ['{a:1}', 1, 2, /a name in double quotes/],
    ['[1 2]', 1, 4, /a comma or "\]"/],
    ['{\n "a": 1\n "b": 2\n}', 3, 2, /a comma or "}"/],
    ['[1,', 1, 4, /ends too early/],
    ['', 1, 1, /ends too early/],
    ['"abc', 1, 1, /never ends/],
    ['"a\\x"', 1, 1, /wrong escape/],
    ['"a\nb"', 1, 3, /control character/],
    ['nul', 1, 1, /a value is expected/],
    ['01', 1, 2, /nothing may follow/],
    ['{} {}', 1, 4, /nothing may follow/],
    ['\uFEFF{}', 1, 1, /a value is expected/],
    ["{'a':1}", 1, 2, /a name in double quotes/],
  ];
  for (const [text, line, column, expected] of places)
    it(`${JSON.stringify(text)} is located`, () => {
      expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
      const place = locateJsonError(text);
      expect(place).toMatchObject({ line, column });
      expect(place.expected).toMatch(expected);
      expect(refusalOf(` ${text}`)?.code).toBe('malformed-json');
    });

  it('is located wherever a text was cut or changed, and the place lies in the text', () => {
    const changed = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('', ',', '}', ']', '"', ':', '\\', 'x', '\u0001'),
      )
      .map(([text, at, put]) => text.slice(0, at % (text.length + 1)) + put);
    fc.assert(
      fc.property(changed, (text) => {
        const isJson = canParse(text);
        const refusal = refusalOf(text);
        if (isJson) return;
        // A number that was cut may be another number that a double cannot hold.
        expect(['malformed-json', 'inexact-number']).toContain(refusal?.code);
        const { line, column } = locateJsonError(text);
        const shown = text.split('\n')[line - 1];
        expect(shown).toBeDefined();
        expect(column).toBeLessThanOrEqual((shown?.length ?? 0) + 1);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a string of escapes', `{"text":"${'\\u0041'.repeat(1_200_000)}\\u00`, 1, 9],
    ['a string of plain escapes', `{"text":"${'\\n'.repeat(4_000_000)}`, 1, 9],
    ['a name', `{"${'\\u0041'.repeat(1_200_000)}`, 1, 2],
    ['blanks', `[1,${' '.repeat(8_000_000)}`, 1, 8_000_004],
    ['digits', `[${'1'.repeat(8_000_000)}`, 1, 8_000_002],
  ])(
    'is located in a body of megabytes that was cut off in the middle of %s',
    (_what, text, line, column) => {
      expect(locateJsonError(text)).toMatchObject({ line, column });
    },
  );

  it('says where without repeating the body', () => {
    expect(refusalOf('{"secret":"canary", oops}')?.detail).not.toContain('canary');
  });
});

function canParse(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
