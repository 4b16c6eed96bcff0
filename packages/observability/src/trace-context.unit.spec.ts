import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childTraceparent, formatTraceparent, newTraceparent, parseTraceparent } from './trace-context.ts';

const hex = (length: number) =>
  fc
    .string({
      unit: fc.constantFrom('0', '1', '2', '5', '7', '8', 'a', 'c', 'e', 'f'),
      minLength: length,
      maxLength: length,
    })
    .filter((text) => !/^0+$/.test(text));
const contexts = fc.record({ traceId: hex(32), spanId: hex(16), sampled: fc.boolean() });

describe('traceparent', () => {
  it('round-trips every context', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        expect(parseTraceparent(formatTraceparent(context))).toEqual(context);
      }),
    );
  });

  it('keeps the trace and its sampling in a child, under a span of its own', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        const child = parseTraceparent(childTraceparent(formatTraceparent(context)));
        expect(child).toMatchObject({ traceId: context.traceId, sampled: context.sampled });
        expect(child?.spanId).not.toBe(context.spanId);
      }),
    );
  });

  it('begins a new trace for anything malformed, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant(undefined)), (text) => {
        expect(parseTraceparent(childTraceparent(text))).not.toBeNull();
      }),
    );
  });

  it('is 55 characters and never repeats', () => {
    const made = Array.from({ length: 1_000 }, newTraceparent);
    expect(new Set(made).size).toBe(1_000);
    expect(made.every((text) => text.length === 55 && parseTraceparent(text) !== null)).toBe(true);
  });

  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const refused: readonly (readonly [string, string])[] = [
    ['version ff', `ff-${trace}-00f067aa0ba902b7-01`],
    ['an all-zero trace', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['an all-zero span', `00-${trace}-${'0'.repeat(16)}-01`],
    ['capitals', `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`],
    ['something behind version 00', `00-${trace}-00f067aa0ba902b7-01-extra`],
    ['a huge text', `01-${trace}-00f067aa0ba902b7-01-${'x'.repeat(10_000)}`],
  ];
  for (const [name, text] of refused)
    it(`refuses ${name}`, () => {
      expect(parseTraceparent(text)).toBeNull();
    });

  it('reads a later version as far as it knows it', () => {
    expect(parseTraceparent(`01-${trace}-00f067aa0ba902b7-01-later`)).toEqual({
      traceId: trace,
      spanId: '00f067aa0ba902b7',
      sampled: true,
    });
  });
});
