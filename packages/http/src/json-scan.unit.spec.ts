import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHeldByDouble, scanJson } from './json-scan.ts';

const scan = (text: string, depthMax = 64) => scanJson(Buffer.from(text), depthMax);

describe('numbers', () => {
  const held = [
    '0',
    '-0',
    '0.0',
    '1',
    '-1.50',
    '0.1',
    '123456789012345',
    '9007199254740992',
    '2065838641137051392',
    '-2065838641137051392',
    '1e3',
    '1E-7',
    '2.5e+10',
  ];
  const lost = [
    '9007199254740993',
    '-9007199254740993',
    '0.1000000000000000055511151231257827',
    '3.14159265358979323846',
    '12345678901234567890',
    '1e400',
    '1e-400',
    '-1e999',
  ];
  for (const number of held)
    it(`${number} fits a double`, () => {
      expect(isHeldByDouble(number)).toBe(true);
      expect(scan(`{"n":${number}}`)).toEqual({ fault: null, mayHide: false });
    });
  for (const number of lost)
    it(`${number} does not, and is found with its place`, () => {
      expect(scan(`{"n": ${number}}`)).toEqual({ fault: 'inexact-number', offset: 6, number });
    });

  it('that JavaScript wrote are always held', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(isHeldByDouble(String(value))).toBe(true);
        expect(isHeldByDouble(JSON.stringify(value))).toBe(true);
      }),
    );
  });

  it('are integers a double may miss exactly where BigInt says so', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (value) => {
        // The double is the very integer, or JavaScript writes the double as these digits.
        const isExact = BigInt(Number(value)) === value;
        expect(isHeldByDouble(String(value))).toBe(isExact || toPlain(Number(value)) === String(value));
      }),
    );
  });

  it('inside strings are texts', () => {
    expect(scan('["9007199254740993", "1e999", "a\\"9007199254740993"]').fault).toBeNull();
  });
});

/** JavaScript's shortest digits, with zeros instead of an exponent. */
function toPlain(value: number): string {
  return value.toLocaleString('en-US', { useGrouping: false, maximumSignificantDigits: 17 });
}

describe('depth', () => {
  it('counts what is open, not how many there are', () => {
    expect(scan('[[],[],[[]],{"a":{}}]', 3).fault).toBeNull();
    expect(scan('[[[[]]]]', 3)).toEqual({ fault: 'too-deep', offset: 3 });
    expect(scan('{"a":[{"b":[1]}]}', 3)).toEqual({ fault: 'too-deep', offset: 11 });
  });

  it('is not counted in strings', () => {
    expect(scan('"[[[[[["', 1).fault).toBeNull();
  });

  it('of millions is found at once', () => {
    expect(scan('['.repeat(5_000_000))).toEqual({ fault: 'too-deep', offset: 64 });
  });
});

describe('any JSON text', () => {
  it('scans without a fault when it is shallow, and its escapes are noticed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        // An escape is a backslash that is not itself escaped.
        const mayHide = /(?<!\\)(?:\\\\)*\\u|"(__proto__|constructor)"/.test(text);
        expect(scan(text)).toEqual({ fault: null, mayHide });
      }),
    );
  });

  it('may be no JSON at all: the scan ends and never throws', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .string({ unit: fc.constantFrom('"', '\\', 'u', '[', '-', '1', 'e', '.') })
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        expect(scanJson(bytes, 8)).toHaveProperty('fault');
      }),
    );
  });
});
