import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts';

describe('a cursor', () => {
  it('round-trips any parts', () => {
    const part = fc.string({ unit: 'grapheme', maxLength: 100 }).filter((text) => !text.includes('\u0000'));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(decodeCursor(encodeCursor(parts), parts.length)).toEqual(parts);
      }),
    );
  });

  it('is refused when its text was not made here', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), (text) => {
        const parts = decodeCursor(text, 2);
        expect(parts === null || parts.length === 2).toBe(true);
      }),
    );
    expect(decodeCursor(encodeCursor(['a']), 2)).toBeNull();
    expect(decodeCursor(encodeCursor(['nul\u0000', 'b']), 2)).toBeNull();
    expect(decodeCursor(Buffer.from('[1,2]').toString('base64url'), 2)).toBeNull();
    expect(decodeCursor('', 2)).toBeNull();
  });
});

describe('cutPage', () => {
  it('names the last row shown when there are more', () => {
    const page = cutPage(['a', 'b', 'c'], 2, (row) => [row]);
    expect(page.items).toEqual(['a', 'b']);
    expect(decodeCursor(page.nextCursor ?? '', 1)).toEqual(['b']);
  });

  it('has no next page at the end of the list', () => {
    expect(cutPage(['a', 'b'], 2, (row) => [row])).toEqual({ items: ['a', 'b'], nextCursor: null });
    expect(cutPage([], 2, () => [])).toEqual({ items: [], nextCursor: null });
  });
});
